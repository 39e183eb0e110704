using System.Collections.Immutable;
using System.Net;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Kernel.Timeline;
using Faultline.Services.LoadBalancing;
using Faultline.Simulation;

namespace Faultline.Tests.LoadBalancing;

/// <summary>What balancers find out is told once, when it changes.</summary>
public sealed class BalancerTidingsTests : IRecorder
{
    private const string Name =
        "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/shop/50dc6c495c0c9188";

    private static readonly Surroundings around = Surroundings.Quiet();

    private readonly List<Happening> told = [];
    private readonly ScriptedBalancers balancers = new();
    private readonly BalancerTidings tidings;

    public BalancerTidingsTests() => tidings = new("us-east-1", new("test", TimeProvider.System, new Dice(1)), this);

    void IRecorder.Note(Happening happening) => told.Add(happening);

    [Fact]
    public async Task A_target_that_fails_and_recovers_is_told_of_once_each()
    {
        await Make();
        balancers.See(null, "i-1", TargetHealth.Healthy);
        Assert.Empty(Look());
        balancers.See("use1-az1", "i-1", TargetHealth.Unhealthy, TargetReason.Mismatch, 503);
        var failed = Assert.Single(Look());
        Assert.Equal((HappeningKind.TargetFailed, "use1-az1", Name), (failed.Kind, failed.Zone, failed.Resource));
        Assert.Equal("the node of app/shop in use1-az1 finds i-1 unhealthy: it answered 503", failed.Says);
        Assert.Empty(Look());
        balancers.See("use1-az1", "i-1", TargetHealth.Healthy);
        Assert.Equal(HappeningKind.TargetRecovered, Assert.Single(Look()).Kind);
    }

    [Fact]
    public async Task One_that_was_never_well_is_no_news()
    {
        await Make();
        balancers.See(null, "i-1", TargetHealth.Unhealthy, TargetReason.Failed);
        Assert.Empty(Look());
    }

    [Fact]
    public async Task A_node_that_leaves_the_name_is_told_of_and_so_is_its_return()
    {
        await Make();
        balancers.Power("use1-az2", isOn: false);
        var left = Assert.Single(Look());
        Assert.Equal((HappeningKind.NodeLeft, "use1-az2"), (left.Kind, left.Zone));
        balancers.Power("use1-az2", isOn: true);
        Assert.Equal(HappeningKind.NodeReturned, Assert.Single(Look()).Kind);
    }

    [Fact]
    public async Task A_balancer_that_is_deleted_and_made_again_is_new()
    {
        await Make();
        balancers.See(null, "i-1", TargetHealth.Healthy);
        Look();
        tidings.Look(balancers, []);
        balancers.See(null, "i-1", TargetHealth.Unhealthy, TargetReason.Timeout);
        Assert.Empty(Look());
    }

    private async Task Make()
    {
        var zones = around.Atlas.Region("us-east-1")!.Children;
        await balancers.Apply(
            new(Name)
            {
                Nodes =
                [
                    .. zones.Take(2).Select((zone, i) => new NodeConfig(zone, IPAddress.Parse($"127.0.0.{i + 1}"))),
                ],
                Groups = ImmutableDictionary<string, GroupConfig>.Empty.Add("web", new("web", TargetProtocol.Http)
                {
                    Targets = [new("i-1", new(IPAddress.Loopback, 80), zones[0])],
                }),
            },
            CancellationToken.None);
        Look();
    }

    private List<Happening> Look()
    {
        told.Clear();
        tidings.Look(balancers, [Name]);
        return [.. told];
    }
}
