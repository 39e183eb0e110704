using Faultline.Api.Sqs;
using Faultline.Services;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Sqs;

/// <summary>
/// A region with SQS on a host that crashes and comes back. What its answers give, it shows to the ledger just before
/// they leave: there the region's own clock holds, not a client's.
/// </summary>
internal sealed class Server(World world, Ledger ledger)
{
    public const string RegionName = "eu-west-1";

    private long requests;
    private bool isUp;

    /// <summary>Ends the requests that come in from now on, as a connection that closes does.</summary>
    public CancellationToken Gone { get; set; }

    public Host Host { get; } = world.Host("server");

    /// <summary>The power fails, and after a while somebody starts the region again.</summary>
    public async Task CrashAndStart(TimeSpan down)
    {
        if (Crash())
        {
            await StartAfter(down);
        }
    }

    /// <summary>The same, just before the n-th write or sync from now on, whenever that is.</summary>
    public async void CrashAndStartAt(long nth, TimeSpan down)
    {
        var crashed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.Disk.At(nth, () => crashed.TrySetResult(Crash()));
        try
        {
            if (await crashed.Task)
            {
                await StartAfter(down);
            }
        }
        catch (Exception why)
        {
            world.Fail(why);
        }
    }

    /// <summary>Says whether it was up: if not, somebody is about to start it already.</summary>
    private bool Crash()
    {
        Host.Crash();
        (var was, isUp) = (isUp, false);
        return was;
    }

    private async Task StartAfter(TimeSpan down)
    {
        while (!isUp)
        {
            await world.Delay(down);
            try
            {
                await Start();
            }
            catch (HostCrashed)
            {
                // Another crash struck while it started.
            }
        }
    }

    public Task Start() => Host.Run(async () =>
    {
        var options = new StoreOptions
        {
            SegmentBytesMin = 16 << 10,
            SegmentBytesMax = 64 << 10,
            SnapshotAfterBytes = 128 << 10,
        };
        var store = await RegionStore.Open(Host.Node, Host.Disk, options);
        var region = new Region(RegionName, Host.Node, store, new());
        region.Start();
        var api = region.Apis.Single(api => api is SqsApi);
        Host.Serve<Ask, Told>(ask => Answer(api, ask));
        isUp = true;
    });

    private async Task<Told> Answer(Wire.Api api, Ask ask)
    {
        var node = Host.Node;
        var (began, gone) = (node.Now, Gone);
        var call = new Call
        {
            Service = SqsModel.Service,
            Operation = Array.Find(SqsModel.Service.Operations, operation => operation.Name == ask.Operation)!,
            Region = RegionName,
            Principal = Principal.Root(Client.Account, "test"),
            Now = began,
            Dice = node.Dice,
            RequestId = $"{++requests}",
            Origin = "http://localhost:4566",
        };
        var output = await api.Invoke(call, ask.Input, gone);
        if (output is ReceiveMessageResult { Messages: { } messages })
        {
            var again = ((ReceiveMessageRequest)ask.Input).ReceiveRequestAttemptId is not null;
            ledger.Given(messages, again, began, node.Now);
        }

        return new(output);
    }
}

/// <summary>An operation with its input, on its way to the region.</summary>
internal sealed record Ask(string Operation, IStructure Input);

/// <summary>What the region said.</summary>
internal sealed record Told(IStructure? Output);
