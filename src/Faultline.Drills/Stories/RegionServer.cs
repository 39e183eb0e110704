using Faultline.Api.Sqs;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Timeline;
using Faultline.Kernel.Times;
using Faultline.Services;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Planes;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Stories;

/// <summary>
/// The services of a region on a host that stands for the region as a whole: only what strikes the region strikes it.
/// Calls pass the gate as they do in the server.
/// </summary>
internal sealed class RegionServer
{
    private readonly Stage stage;
    private readonly string name;
    private long requests;

    public RegionServer(Stage stage, string name)
    {
        (this.stage, this.name) = (stage, name);
        Host = stage.Geography.Put(name, name, Start);
    }

    public Host Host { get; }

    /// <summary>It has recovered and answers.</summary>
    public bool Answers { get; private set; }

    private async Task Start(Host host, Node node)
    {
        Answers = false;
        var store = await RegionStore.Open(node, host.Disk, Stage.StoreOptions);
        var board = new Board();
        var region = new Region(name, node, store, new()
        {
            Around = new(stage.Atlas, board, Timing.Fast, new Silence()),
        });
        region.Start();
        var api = region.Apis.Single(api => api is SqsApi);
        host.Serve<Ask, Told>(ask => Answer(api, node, ask));
        Answers = true;
    }

    private async Task<Told> Answer(Wire.Api api, Node node, Ask ask)
    {
        var facts = Planes.Of("sqs", ask.Operation);
        var seen = new ApiCall(
            "sqs", ask.Operation, stage.Atlas.Region(name)!, Client.Account, facts.ControlPlane, facts.Reads);
        var verdict = stage.View.Gate(seen, node.Now, node.Dice);
        if (verdict.Delay > TimeSpan.Zero)
        {
            await Task.Delay(verdict.Delay, node.Clock, CancellationToken.None);
        }

        if (verdict.Action is GateAction.Error error)
        {
            throw new AwsError(error.Code, error.Status ?? 400, error.Message);
        }

        var call = new Call
        {
            Service = SqsModel.Service,
            Operation = SqsModel.Service.Find(ask.Operation)!,
            Region = name,
            Principal = Principal.Root(Client.Account, "test"),
            Now = node.Now,
            Dice = node.Dice,
            RequestId = $"{++requests}",
            Origin = "http://localhost:4566",
        };
        return new(await api.Invoke(call, ask.Input, CancellationToken.None));
    }

    private sealed class Silence : IRecorder
    {
        public void Note(Happening happening)
        {
        }
    }
}

/// <summary>An operation with its input, on its way to the region.</summary>
internal sealed record Ask(string Operation, IStructure Input);

/// <summary>What the region said.</summary>
internal sealed record Told(IStructure? Output);
