using Faultline.Drills.Stories;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Simulation;

namespace Faultline.Stories.Shipped;

/// <summary>Every kind of fault strikes what it is aimed at, leaves alone what it is not, and ends.</summary>
public sealed class FaultKindStories
{
    private static readonly Dictionary<string, (string Given, Func<BoardView, Stage, bool> Struck)> Kinds = new()
    {
        ["zone-power"] = ("zone=euw1-az1 return=1s", (view, stage) => Host(view, stage, "euw1-az1-h1").Off),
        ["zone-isolation"] = ("zone=euw1-az1", (view, stage) => Way(view, stage, "euw1-az1", "euw1-az2-h1").Cut),
        ["zone-gray"] = ("zone=euw1-az1", (view, stage) => Way(view, stage, "outside", "euw1-az1-h1").Loss > 0),
        ["region-gone"] = ("region=eu-west-1 return=1s", (view, stage) =>
            Host(view, stage, "euw1-az3-h1").Off && !view.Resolves(Place(stage, "eu-west-1"), "sqs")),
        ["link-slow"] = ("from=euw1-az1 to=euw1-az2 latency=200ms loss=0.1", (view, stage) =>
            Way(view, stage, "euw1-az2-h1", "euw1-az1-h1") is { Mean.TotalMilliseconds: 200, Loss: > 0.09 }),
        ["link-cut"] = ("from=euw1-az1 to=us-east-1 one-way=true", (view, stage) =>
            Way(view, stage, "euw1-az1", "use1-az1").Cut && !Way(view, stage, "use1-az1", "euw1-az1").Cut),
        ["host-crash"] = ("place=euw1-az1-h1", (view, stage) => Host(view, stage, "euw1-az1-h1").Off),
        ["host-pause"] = ("place=euw1-az1-r1", (view, stage) => Host(view, stage, "euw1-az1-h1").Paused),
        ["instance-crash"] = ("resource=i-1", (view, stage) => Host(view, stage, "euw1-az1-h1", "i-1").Off),
        ["instance-hang"] = ("resource=i-1", (view, stage) => Host(view, stage, "euw1-az1-h1", "i-1").Paused),
        ["cpu-pressure"] = ("place=euw1-az1 load=0.7", (view, stage) =>
            Host(view, stage, "euw1-az1-h2").CpuLoad is 0.7),
        ["memory-pressure"] = ("resource=i-1 load=50%", (view, stage) =>
            Host(view, stage, "euw1-az1-h2", "i-1").MemoryLoad is 0.5),
        ["clock-skew"] = ("place=euw1-az1 skew=-5m", (view, stage) =>
            Host(view, stage, "euw1-az1-h1").Skew == TimeSpan.FromMinutes(-5)),
        ["disk-fail"] = ("place=eu-west-1", (view, stage) => view.Disk(Place(stage, "eu-west-1")).Fails),
        ["disk-slow"] = ("place=eu-west-1 latency=1s", (view, stage) =>
            view.Disk(Place(stage, "eu-west-1")).Delay == TimeSpan.FromSeconds(1)),
        ["disk-stuck"] = ("place=euw1-az1-h1", (view, stage) => view.Disk(Place(stage, "euw1-az1-h1")).Stuck),
        ["disk-full"] = ("place=euw1-az1", (view, stage) => view.Disk(Place(stage, "euw1-az1-h1")).Full),
        ["volume-loss"] = ("resource=vol-1", (view, stage) => view.Disk(Place(stage, "euw1-az1-h1"), "vol-1").Lost),
        ["capacity-shortage"] = ("place=euw1-az1 left=0.2 type=m5.large", (view, stage) =>
            view.Capacity(Place(stage, "euw1-az1"), "m5.large") is 0.2
            && view.Capacity(Place(stage, "euw1-az1"), "c5.large") is 1),
        ["api-error"] = ("service=sqs operation=SendMessage", (view, stage) => Call(view, stage, "SendMessage").Action
            is GateAction.Error && Call(view, stage, "ReceiveMessage").Passes),
        ["api-throttle"] = ("service=sqs", (view, stage) =>
            Call(view, stage, "SendMessage").Action is GateAction.Error),
        ["api-latency"] = ("latency=300ms", (view, stage) =>
            Call(view, stage, "SendMessage").Delay == TimeSpan.FromMilliseconds(300)),
        ["control-plane-frozen"] = ("region=eu-west-1", (view, stage) =>
            !Call(view, stage, "CreateQueue").Passes && Call(view, stage, "SendMessage").Passes
            && Call(view, stage, "ListQueues").Passes),
        ["retry-storm"] = ("rate=1", (view, stage) =>
            Call(view, stage, "CreateQueue").Delay > TimeSpan.Zero | !Call(view, stage, "CreateQueue").Passes),
        ["dns-gone"] = ("service=sqs", (view, stage) =>
            !view.Resolves(Place(stage, "eu-west-1"), "sqs") && view.Resolves(Place(stage, "eu-west-1"), "s3")),
    };

    public static TheoryData<string> Names => [.. FaultKind.All.Select(kind => kind.Name)];

    [Fact]
    public void Every_kind_is_told_of_here() => Assert.Equal(FaultKind.All.Select(kind => kind.Name), Kinds.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_strikes(string kind) => Explore.Seeds(5, async world =>
    {
        var stage = new Stage(world);
        await stage.Start();
        Assert.False(Kinds[kind].Struck(stage.View, stage));
        await stage.Begin(kind, null, Given(kind));
        Assert.True(Kinds[kind].Struck(stage.View, stage));
        Assert.False(Host(stage.View, stage, "use1-az1-h1").Off);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_ends_by_itself_and_when_it_is_cleared(string kind) => Explore.Seeds(5, async world =>
    {
        var stage = new Stage(world);
        await stage.Start();
        await stage.Begin(kind, TimeSpan.FromSeconds(3), Given(kind));
        await world.Delay(TimeSpan.FromSeconds(2.9));
        Assert.True(Kinds[kind].Struck(stage.View, stage));
        await world.Delay(TimeSpan.FromSeconds(1.5));
        Assert.False(Kinds[kind].Struck(stage.View, stage));
        Assert.Empty(stage.Faults.InForce);

        await stage.Begin(kind, null, Given(kind));
        Assert.Single(await stage.Clear(_ => true));
        Assert.False(Kinds[kind].Struck(stage.View, stage));
    });

    [Fact]
    public void A_fault_whose_time_passed_while_the_server_was_down_has_ended_when_it_starts() =>
        Explore.Seeds(50, async world =>
        {
            var stage = new Stage(world);
            await stage.Start();
            await stage.Begin("zone-power", TimeSpan.FromSeconds(5), ("zone", "euw1-az1"), ("return", "2s"));
            var lasting = await stage.Begin("zone-power", null, ("zone", "euw1-az2"));
            if (world.Dice.Chance(0.5))
            {
                stage.Keeper.Crash();
            }
            else
            {
                stage.Keeper.Kill();
            }

            await world.Delay(TimeSpan.FromSeconds(20));
            await stage.Start();
            Assert.Equal([lasting.Order.Id], stage.Faults.InForce.Select(each => each.Order.Id));
            Assert.False(Host(stage.View, stage, "euw1-az1-h1").Off);
            Assert.True(Host(stage.View, stage, "euw1-az2-h1").Off);
        });

    [Fact]
    public void A_share_strikes_the_same_hosts_until_it_ends() => Explore.Seeds(50, async world =>
    {
        var stage = new Stage(world);
        await stage.Start();
        await stage.Begin("zone-power", null, ("zone", "euw1-az1"), ("share", "0.5"));
        var hosts = Place(stage, "euw1-az1").All(DomainKind.Host).ToList();
        var off = hosts.Where(host => stage.View.Host(host).Off).ToList();
        await world.Delay(TimeSpan.FromMinutes(1));
        Assert.Equal(off, hosts.Where(host => stage.View.Host(host).Off));
        await stage.Start();
        Assert.Equal(off, hosts.Where(host => stage.View.Host(host).Off));
    });

    private static (string Name, string Value)[] Given(string kind) =>
        [.. Kinds[kind].Given.Split(' ').Select(each => each.Split('=')).Select(each => (each[0], each[1]))];

    private static Domain Place(Stage stage, string name) =>
        stage.Atlas.TryFind(name, out var place) ? place : throw new ArgumentException(name);

    private static HostState Host(BoardView view, Stage stage, string name, string? resource = null) =>
        view.Host(Place(stage, name), resource);

    private static LinkState Way(BoardView view, Stage stage, string from, string to) =>
        view.Link(Place(stage, from), Place(stage, to));

    private static Verdict Call(BoardView view, Stage stage, string operation)
    {
        var facts = Wire.Planes.Planes.Of("sqs", operation);
        return view.Gate(
            new("sqs", operation, Place(stage, "eu-west-1"), "000000000000", facts.ControlPlane, facts.Reads),
            stage.World.Now,
            stage.World.Dice);
    }
}
