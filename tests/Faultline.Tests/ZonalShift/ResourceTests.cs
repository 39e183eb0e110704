using Faultline.Engines.Balancer;
using Faultline.Tests.Ec2;
using Faultline.Tests.Elb;

namespace Faultline.Tests.ZonalShift;

/// <summary>The balancers that can be shifted, and what a shift does to them.</summary>
public sealed class ResourceTests
{
    private readonly ShiftRig rig = new();

    [Fact]
    public async Task A_balancer_is_managed_while_its_attribute_says_so()
    {
        var balancer = await rig.Elb.Balancer();
        await Ec2Rig.Refused("ResourceNotFoundException", () => rig.Look(balancer));
        await Ec2Rig.Refused("ResourceNotFoundException", () => rig.Start(balancer));
        Assert.Empty(await List());
        await rig.Elb.Set(balancer, "zonal_shift.config.enabled", "true");
        Assert.Equal("web", (await rig.Look(balancer)).Name);
        Assert.Equal([balancer.LoadBalancerArn], await List());
        await Ec2Rig.Refused("ResourceNotFoundException", () => rig.Start("arn:aws:elasticloadbalancing:x:y:z"));
        await ShiftRig.Refused("ValidationException", "InvalidResourceIdentifier", () => rig.Start("web-balancer"));

        async Task<List<string?>> List() => [.. (await rig.Shifts.ListManagedResources(
            rig.Call("ListManagedResources"), new(), ShiftRig.Ct)).Items!.Select(each => each.Arn)];
    }

    [Fact]
    public async Task A_resource_shows_its_zones_and_what_is_applied_to_it()
    {
        var balancer = await rig.Balancer();
        var shown = await rig.Look(balancer);
        Assert.Equal([(rig.Zone, 1f), (rig.OtherZone, 1f)], Weights());
        Assert.Empty(shown.ZonalShifts!);
        Assert.Equal("DISABLED", shown.ZonalAutoshiftStatus);
        var shift = await rig.Start(balancer);
        shown = await rig.Look(balancer);
        Assert.Equal([(rig.Zone, 0f), (rig.OtherZone, 1f)], Weights());
        var applied = Assert.Single(shown.ZonalShifts!);
        Assert.Equal(("APPLIED", shift.ZonalShiftId, rig.Zone, "ZONAL_SHIFT"),
            (applied.AppliedStatus, applied.ZonalShiftId, applied.AwayFrom, applied.ShiftType));
        await rig.Practise(balancer);
        var listed = Assert.Single((await rig.Shifts.ListManagedResources(
            rig.Call("ListManagedResources"), new(), ShiftRig.Ct)).Items!);
        Assert.Equal("ENABLED", listed.PracticeRunStatus);
        Assert.Equal(2, listed.AvailabilityZones!.Count);
        Assert.Equal(0f, listed.AppliedWeights![rig.Zone]);

        IEnumerable<(string, float)> Weights() => shown.AppliedWeights!
            .OrderBy(each => each.Key != rig.Zone).Select(each => (each.Key, each.Value));
    }

    [Fact]
    public async Task The_node_of_the_zone_is_not_in_the_name_while_the_shift_lasts()
    {
        var balancer = await rig.Balancer();
        await rig.Elb.Listener(balancer, await rig.Elb.Group());
        await rig.Elb.Settle();
        Assert.Equal(2, Named());
        var shift = await rig.Start(balancer);
        await rig.Elb.Settle();
        Assert.Equal([rig.OtherZone], Nodes().Where(node => node.IsInName).Select(node => node.Zone));
        rig.Now = shift.ExpiryTime!.Value;
        await rig.Shifts.Look(ShiftRig.Ct);
        await rig.Elb.Settle();
        Assert.Equal(2, Named());
        await rig.Start(balancer);
        await rig.Elb.Set(balancer, "zonal_shift.config.enabled", "false");
        await rig.Elb.Settle();
        Assert.Equal(2, Named());

        int Named() => Nodes().Count(node => node.IsInName);
        IReadOnlyList<NodeView> Nodes() => rig.Elb.Balancers.Look(balancer.LoadBalancerArn!);
    }

    [Theory]
    [InlineData("application", null, true, "zonal_shift_active")]
    [InlineData("application", "false", false, "zonal_shift_delegated_to_dns")]
    [InlineData("network", null, false, "zonal_shift_delegated_to_dns")]
    [InlineData("network", "true", true, "zonal_shift_active")]
    public async Task Across_zones_nobody_sends_to_the_targets_there(
        string type, string? crosses, bool isShifted, string state)
    {
        var balancer = await rig.Balancer(type: type);
        var group = await rig.Elb.Group(protocol: type == "network" ? "TCP" : "HTTP");
        if (crosses is not null)
        {
            await rig.Elb.Set(group, "load_balancing.cross_zone.enabled", crosses);
        }

        await rig.Elb.Listener(balancer, group);
        var (near, far) = (await rig.Elb.Machine('a'), await rig.Elb.Machine('b'));
        await rig.Elb.Register(group, near, far);
        Assert.Equal(["no_override", "no_override"], await Overrides());
        await rig.Start(balancer);
        await rig.Elb.Settle();
        var targets = rig.Elb.Balancers.All.Values.Single().Groups.Values.Single().Targets;
        Assert.Equal(
            [$"{near}:80 {isShifted}", $"{far}:80 False"],
            targets.Select(target => $"{target.Key} {target.IsShiftedAway}"));
        Assert.Equal([state, "no_override"], await Overrides());
        await rig.Elb.Set(balancer, "zonal_shift.config.enabled", "false");
        Assert.Equal([null, null], await Overrides());

        async Task<IEnumerable<string?>> Overrides() => (await rig.Elb.Elb.DescribeTargetHealth(
            rig.Elb.Call("DescribeTargetHealth"), new() { TargetGroupArn = group.TargetGroupArn! }, ElbRig.Ct))
            .TargetHealthDescriptions!.Select(each => each.AdministrativeOverride?.State);
    }
}
