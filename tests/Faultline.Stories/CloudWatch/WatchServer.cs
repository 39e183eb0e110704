using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.CloudWatch;

/// <summary>
/// CloudWatch on a host that is killed and loses power, and comes back. What is done for alarms is noted beside it, by
/// somebody who outlives it and takes a moment.
/// </summary>
internal sealed class WatchServer(World world)
{
    public const string Account = "111122223333";
    public const string Policy =
        $"arn:aws:autoscaling:eu-west-1:{Account}:scalingPolicy:1:autoScalingGroupName/g:policyName/p";

    /// <summary>Called once for each change; a policy is called again while a state lasts.</summary>
    public const string Function = $"arn:aws:lambda:eu-west-1:{Account}:function:f";

    private static readonly Atlas atlas = Atlas.Draw(new());

    private readonly Host host = world.Host("server");
    private Services.CloudWatch.CloudWatch? watch;
    private long requests;

    /// <summary>What was done for alarms, in that order, over all lives of the server.</summary>
    public List<AlarmAction> Acted { get; } = [];

    /// <summary>When each of them was begun.</summary>
    public List<DateTimeOffset> Began { get; } = [];

    /// <summary>Since when this life answers; null while there is none.</summary>
    public DateTimeOffset? Since { get; private set; }

    public Task Start() => host.Run(async () =>
    {
        var node = host.Node;
        var options = new StoreOptions
        {
            SegmentBytesMin = 16 << 10,
            SegmentBytesMax = 64 << 10,
            SnapshotAfterBytes = 128 << 10,
        };
        var store = await RegionStore.Open(node, host.Disk, options);
        var opened = new Services.CloudWatch.CloudWatch(
            "eu-west-1", node, store, Surroundings.Quiet() with { Atlas = atlas }, null!);
        opened.Acts["autoscaling"] = opened.Acts["lambda"] = async (action, ct) =>
        {
            var began = world.Now;
            await Task.Delay(world.Below(TimeSpan.FromMilliseconds(500)), node.Clock, ct);
            Began.Add(began);
            Acted.Add(action);
            return null;
        };
        opened.Start();
        (watch, Since) = (opened, world.Now);
    });

    /// <summary>It ends, now and then with the power, and is started again after a while.</summary>
    public async Task EndAndStart(TimeSpan down)
    {
        (watch, Since) = (null, null);
        if (world.Dice.Chance(0.5))
        {
            host.Kill();
        }
        else
        {
            host.Crash();
        }

        await world.Delay(down);
        await Start();
    }

    /// <summary>Calls until it is answered, whatever happens to the server meanwhile.</summary>
    public async Task<TOutput?> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure
    {
        while (true)
        {
            var (isDone, output) = await Try(operation, input);
            if (isDone)
            {
                return (TOutput?)output;
            }

            await world.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>The same of an operation that answers nothing.</summary>
    public Task Do(string operation, IStructure input) => Ask<IStructure>(operation, input);

    /// <summary>Calls once; says whether it was answered.</summary>
    public async Task<(bool IsDone, IStructure? Output)> Try(string operation, IStructure input)
    {
        if (watch is not { } here)
        {
            return (false, null);
        }

        try
        {
            return (true, await host.Run(async () =>
                await here.Invoke(Call(operation), input, CancellationToken.None)));
        }
        catch (HostCrashed)
        {
            return (false, null);
        }
    }

    /// <summary>What was put goes into the entries of its hours.</summary>
    public async Task Fold()
    {
        if (watch is not { } here)
        {
            return;
        }

        try
        {
            await host.Run(async () =>
            {
                using var held = await here.Metrics.Take(CancellationToken.None);
                held.State.Fold();
                await held.Keep();
            });
        }
        catch (HostCrashed)
        {
            // Folded or not, everything is there.
        }
    }

    private Call Call(string operation) => new()
    {
        Service = CloudWatchModel.Service,
        Operation = CloudWatchModel.Service.Find(operation)!,
        Region = "eu-west-1",
        Principal = Principal.Root(Account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{++requests}",
        Origin = "http://localhost:4566",
    };
}
