using Faultline.Api.Logs;
using Faultline.Services.Logs;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Logs;

/// <summary>CloudWatch Logs of a region on a host that crashes, or is killed, and comes back.</summary>
internal sealed class Server(World world, LogsOptions? options = null)
{
    private const string RegionName = "eu-west-1";

    private static readonly StoreOptions Small = new()
    {
        SegmentBytesMin = 16 << 10,
        SegmentBytesMax = 64 << 10,
        SnapshotAfterBytes = 128 << 10,
    };

    private Services.Logs.Logs? logs;
    private long requests;

    public Host Host { get; } = world.Host("server");

    /// <summary>How often it went down.</summary>
    public int Deaths { get; private set; }

    public Task Start() => Host.Run(async () =>
    {
        var store = await RegionStore.Open(Host.Node, Host.Disk, Small);
        var opened = new Services.Logs.Logs(RegionName, Host.Node, store, options ?? new());
        opened.Start();
        logs = opened;
    });

    /// <summary>The power fails, or only the process ends; and after a while it is there again.</summary>
    public async Task DieAndStart()
    {
        Deaths++;
        logs = null;
        if (world.Dice.Chance(0.5))
        {
            Host.Crash();
        }
        else
        {
            Host.Kill();
        }

        await world.Delay(world.Below(TimeSpan.FromSeconds(2)));
        await Start();
    }

    /// <summary>Dies a few times, at hours that nobody foresees.</summary>
    public async Task Trouble(int most, TimeSpan within)
    {
        using var slow = world.Dice.Chance(0.5)
            ? Host.Disk.Begin(new SlowDisk(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(40)))
            : null;
        for (var left = world.Dice.Below(most + 1); left > 0; left--)
        {
            await world.Delay(world.Below(within));
            await DieAndStart();
        }
    }

    /// <summary>Calls an operation; null when the server is not there, or dies over it.</summary>
    public async Task<TOutput?> TryAsk<TOutput>(string operation, IStructure input) where TOutput : class, IStructure
    {
        if (logs is not { } here)
        {
            return null;
        }

        try
        {
            return await Host.Run(async () =>
                (TOutput?)await here.Invoke(Call(operation), input, CancellationToken.None));
        }
        catch (Exception why) when (why is HostCrashed or StoreBroken)
        {
            return null;
        }
    }

    /// <summary>Calls until there is an answer.</summary>
    public async Task<TOutput> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure
    {
        while (true)
        {
            if (await TryAsk<TOutput>(operation, input) is { } answer)
            {
                return answer;
            }

            await world.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Does what answers nothing, which may have been done already.</summary>
    public async Task Do(string operation, IStructure input)
    {
        while (true)
        {
            try
            {
                if (logs is { } here)
                {
                    await Host.Run(async () => { await here.Invoke(Call(operation), input, CancellationToken.None); });
                    return;
                }
            }
            catch (Exception why) when (why is HostCrashed or StoreBroken)
            {
                // Asked again.
            }
            catch (AwsError again) when (again.Code == "ResourceAlreadyExistsException")
            {
                return;
            }

            await world.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private Call Call(string operation) => new()
    {
        Service = LogsModel.Service,
        Operation = LogsModel.Service.Find(operation)!,
        Region = RegionName,
        Principal = Principal.Root("111122223333", "test"),
        Now = Host.Node.Now,
        Dice = Host.Node.Dice,
        RequestId = $"{++requests}",
        Origin = "http://localhost:4566",
    };
}
