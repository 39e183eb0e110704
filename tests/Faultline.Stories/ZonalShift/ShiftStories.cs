using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Api.ZonalShift;
using Faultline.Drills.Stories;
using Faultline.Engines.Balancer;
using Faultline.Kernel.Places;
using Faultline.Simulation;
using Shift = Faultline.Api.ZonalShift.ZonalShift;

namespace Faultline.Stories.ZonalShift;

/// <summary>Shifts of a balancer, while time passes and the server dies.</summary>
public sealed class ShiftStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_shift_ends_at_its_hour_though_the_server_dies() => Explore.Seeds(200, async world =>
    {
        var stage = new Stage(world);
        var server = new FleetServer(stage);
        await stage.Start();
        await server.Start();
        var (balancer, zone) = (await Balancer(server), stage.SomeZone());
        await Until(() => Named(server, balancer, zone) == true);
        var minutes = 1 + world.Dice.Below(3);
        var shift = await server.AskShifts<Shift>("StartZonalShift", new StartZonalShiftRequest
        {
            ResourceIdentifier = balancer,
            AwayFrom = zone.Name,
            ExpiresIn = $"{minutes}m",
            Comment = "why",
        });
        var end = shift!.ExpiryTime!.Value;
        await Until(() => Named(server, balancer, zone) == false);
        await world.Delay(Second * world.Dice.Below(minutes * 60));
        Assert.False(Named(server, balancer, zone));
        server.Kill();
        await world.Delay(Second * world.Dice.Below(10));
        await server.Start();
        await Until(() => Named(server, balancer, zone) is not null);
        while (world.Now < end)
        {
            Assert.False(Named(server, balancer, zone));
            await world.Delay(Second / 4);
        }

        await Until(() => Named(server, balancer, zone) == true);
        Assert.InRange(world.Now, end, end + (Second * 15));
        var over = await server.AskShifts<ListZonalShiftsResponse>(
            "ListZonalShifts", new ListZonalShiftsRequest { Status = ZonalShiftStatus.Expired });
        Assert.Equal(shift.ZonalShiftId, Assert.Single(over!.Items!).ZonalShiftId);

        async Task Until(Func<bool> so)
        {
            for (var until = world.Now + (Second * 10); !so();)
            {
                Assert.True(world.Now < until, "Not within ten seconds.");
                await world.Delay(Second / 10);
            }
        }
    });

    /// <summary>Whether the node of a zone is in the name; null while the server has not brought it up.</summary>
    private static bool? Named(FleetServer server, string balancer, Domain zone) =>
        server.Balancers.Look(balancer).FirstOrDefault(node => node.Zone == zone.Name) is NodeView node
            ? node.IsInName
            : null;

    private static async Task<string> Balancer(FleetServer server)
    {
        var subnets = await server.Ask<DescribeSubnetsResult>("DescribeSubnets", new DescribeSubnetsRequest());
        var made = await server.AskElb<CreateLoadBalancerOutput>("CreateLoadBalancer", new CreateLoadBalancerInput
        {
            Name = "front",
            Subnets = subnets!.Subnets!.ConvertAll(each => each.SubnetId!),
        });
        var arn = made!.LoadBalancers![0].LoadBalancerArn!;
        await server.AskElb<ModifyLoadBalancerAttributesOutput>(
            "ModifyLoadBalancerAttributes",
            new ModifyLoadBalancerAttributesInput
            {
                LoadBalancerArn = arn,
                Attributes = [new() { Key = "zonal_shift.config.enabled", Value = "true" }],
            });
        return arn;
    }
}
