using Faultline.Api.ClassicElb;
using Faultline.Engines.Balancer.Config;
using Faultline.Simulation;
using Faultline.Stories.Ec2;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.ClassicElb;

/// <summary>A classic balancer in all zones before one instance, while zones lose power and the server dies.</summary>
public sealed class ClassicStories
{
    private const string Name = "front";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(20);

    [Fact]
    public void An_instance_leaves_when_its_time_is_over_though_the_server_dies() => Explore.Seeds(200, async world =>
    {
        var ward = await Ward.Open(world);
        await Open(ward);
        await ward.Until("it is asked", () => Task.FromResult(Target(ward) is { Drains: false }));
        var began = world.Now;
        await Ask<DeregisterEndPointsOutput>(ward, "DeregisterInstancesFromLoadBalancer", new DeregisterEndPointsInput
        {
            LoadBalancerName = Name,
            Instances = [new() { InstanceId = ward.Patient }],
        });
        await ward.Watch(Second * 0.25 * world.Dice.Below(60));
        Assert.Equal("InService", await Health(ward));
        ward.Server.Kill();
        await world.Delay(Second * world.Dice.Below(3));
        await ward.Server.Start();
        if (world.Now < began + Delay)
        {
            Assert.Equal("InService", await Health(ward));
        }

        await ward.Until("it is gone", async () => await Health(ward) == "");
        Assert.InRange(world.Now - began, Delay, Delay + Second * 3);
        await ward.Until("nobody is asked", () => Task.FromResult(Target(ward) is null));
    });

    [Fact]
    public void Nodes_are_the_same_and_the_instance_is_found_again_after_a_zones_power_and_kills() =>
        Explore.Seeds(100, async world =>
        {
            var ward = await Ward.Open(world);
            await Open(ward);
            await ward.Until("it is asked", () => Task.FromResult(Target(ward) is not null));
            var nodes = Nodes(ward);
            Assert.Equal(3, nodes.Distinct().Count());
            await ward.Stage.Begin(
                "zone-power", Second * (5 + world.Dice.Below(20)), ("zone", ward.Zone.Name), ("return", "2s"));
            for (var kills = world.Dice.Below(3); kills > 0; kills--)
            {
                await ward.Watch(Second * world.Dice.Below(10));
                ward.Server.Kill();
                await world.Delay(Second * world.Dice.Below(5));
                await ward.Server.Start();
            }

            await ward.Stage.Clear(_ => true);
            await ward.Until("it runs again", ward.Runs);
            await ward.Until(
                "it is asked where it stands", async () => Target(ward)?.At.Name == await ward.Host());
            Assert.Equal(nodes, Nodes(ward));
            Assert.Equal("OutOfService", await Health(ward));
            ward.Server.Balancers.See(null, ward.Patient, Engines.Balancer.TargetHealth.Healthy);
            Assert.Equal("InService", await Health(ward));
        });

    private static TargetConfig? Target(Ward ward) => ward.Server.Balancers.All.Values
        .SelectMany(config => config.Groups.Values)
        .Where(group => group.HealthOf is null)
        .SelectMany(each => each.Targets)
        .SingleOrDefault();

    private static List<string> Nodes(Ward ward) =>
        [.. ward.Server.Balancers.All.Values.SelectMany(config => config.Nodes).Select(node => $"{node.Address}")];

    private static async Task Open(Ward ward)
    {
        await Ask<CreateAccessPointOutput>(ward, "CreateLoadBalancer", new CreateAccessPointInput
        {
            LoadBalancerName = Name,
            AvailabilityZones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
            Listeners = [new() { Protocol = "HTTP", LoadBalancerPort = 80, InstancePort = 80 }],
        });
        await Ask<ModifyLoadBalancerAttributesOutput>(
            ward,
            "ModifyLoadBalancerAttributes",
            new ModifyLoadBalancerAttributesInput
            {
                LoadBalancerName = Name,
                LoadBalancerAttributes = new()
                {
                    ConnectionDraining = new() { Enabled = true, Timeout = (int)Delay.TotalSeconds },
                },
            });
        await Ask<RegisterEndPointsOutput>(ward, "RegisterInstancesWithLoadBalancer", new RegisterEndPointsInput
        {
            LoadBalancerName = Name,
            Instances = [new() { InstanceId = ward.Patient }],
        });
    }

    /// <summary>The states of the balancer's instances; null while nobody answers.</summary>
    private static async Task<string?> Health(Ward ward) => await ward.Server.AskClassic<DescribeEndPointStateOutput>(
        "DescribeInstanceHealth", new DescribeEndPointStateInput { LoadBalancerName = Name }) is { } health
        ? string.Join(' ', health.InstanceStates!.Select(each => each.State))
        : null;

    private static async Task<T> Ask<T>(Ward ward, string operation, IStructure input) where T : class, IStructure =>
        (await ward.Server.AskClassic<T>(operation, input))!;
}
