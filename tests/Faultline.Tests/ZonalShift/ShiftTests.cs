using Faultline.Tests.Ec2;

namespace Faultline.Tests.ZonalShift;

/// <summary>Shifts that somebody starts, and how they end.</summary>
public sealed class ShiftTests
{
    private readonly ShiftRig rig = new();

    [Fact]
    public async Task A_shift_leads_away_from_a_zone_until_it_expires()
    {
        var balancer = await rig.Balancer();
        var shift = await rig.Start(balancer, expiresIn: "90m");
        Assert.Equal((balancer.LoadBalancerArn, rig.Zone, "ACTIVE", "why"),
            (shift.ResourceIdentifier, shift.AwayFrom, shift.Status, shift.Comment));
        Assert.Equal((rig.Now, rig.Now.AddMinutes(90)), (shift.StartTime!.Value, shift.ExpiryTime!.Value));
        Assert.Equal([rig.Zone], rig.Shifts.ShiftedAway(balancer.LoadBalancerArn!));
        Assert.Equal(shift.ExpiryTime, await rig.Shifts.Look(ShiftRig.Ct));
        Assert.Equal([$"{rig.Zone} ACTIVE ZONAL_SHIFT"], await rig.List());
        var told = rig.Changes;
        rig.Now = shift.ExpiryTime.Value;
        await rig.Shifts.Look(ShiftRig.Ct);
        Assert.True(rig.Changes > told);
        Assert.Empty(rig.Shifts.ShiftedAway(balancer.LoadBalancerArn!));
        Assert.Empty(await rig.List());
        Assert.Equal([$"{rig.Zone} EXPIRED ZONAL_SHIFT"], await rig.List("EXPIRED"));
        rig.Now += TimeSpan.FromDays(90);
        await rig.Shifts.Look(ShiftRig.Ct);
        Assert.Empty(await rig.List("EXPIRED"));
    }

    [Fact]
    public async Task A_shift_can_be_cancelled_once()
    {
        var balancer = await rig.Balancer();
        var shift = await rig.Start(balancer);
        Assert.Equal("CANCELED", (await rig.Cancel(shift.ZonalShiftId!)).Status);
        Assert.Empty(rig.Shifts.ShiftedAway(balancer.LoadBalancerArn!));
        await ShiftRig.Refused(
            "ConflictException", "ZonalShiftStatusNotActive", () => rig.Cancel(shift.ZonalShiftId!));
        await Ec2Rig.Refused("ResourceNotFoundException", () => rig.Cancel("no-such-shift"));
        await rig.Start(balancer);
        Assert.Equal([$"{rig.Zone} CANCELED ZONAL_SHIFT"], await rig.List("CANCELED"));
    }

    [Fact]
    public async Task A_shift_can_be_given_more_time_and_another_comment()
    {
        var balancer = await rig.Balancer();
        var shift = await rig.Start(balancer);
        rig.Now += TimeSpan.FromMinutes(30);
        var changed = await Update(shift.ZonalShiftId!, expiresIn: "72h");
        Assert.Equal((rig.Now.AddHours(72), "why"), (changed.ExpiryTime!.Value, changed.Comment));
        changed = await Update(shift.ZonalShiftId!, comment: "more");
        Assert.Equal((rig.Now.AddHours(72), "more"), (changed.ExpiryTime!.Value, changed.Comment));
        Assert.Equal(rig.Now.AddHours(72), await rig.Shifts.Look(ShiftRig.Ct));
        await ShiftRig.Refused("ValidationException", "MissingValue", () => Update(shift.ZonalShiftId!));
        await ShiftRig.Refused("ValidationException", "InvalidExpiresIn", () => Update(shift.ZonalShiftId!, "73h"));
        await rig.Cancel(shift.ZonalShiftId!);
        await ShiftRig.Refused(
            "ConflictException", "ZonalShiftStatusNotActive", () => Update(shift.ZonalShiftId!, "1h"));
    }

    [Fact]
    public async Task A_resource_has_one_shift_at_a_time()
    {
        var (one, two) = (await rig.Balancer("one"), await rig.Balancer("two"));
        var shift = await rig.Start(one);
        Assert.Equal(shift.ZonalShiftId, await ShiftRig.Refused(
            "ConflictException", "ZonalShiftAlreadyExists", () => rig.Start(one)));
        Assert.Equal(shift.ZonalShiftId, await ShiftRig.Refused(
            "ConflictException", "SimultaneousZonalShiftsConflict", () => rig.Start(one, rig.OtherZone)));
        await rig.Start(two, rig.OtherZone);
        Assert.Equal([rig.Zone], rig.Shifts.ShiftedAway(one.LoadBalancerArn!));
        Assert.Equal([rig.OtherZone], rig.Shifts.ShiftedAway(two.LoadBalancerArn!));
    }

    [Theory]
    [InlineData("72h", null)]
    [InlineData("4320m", null)]
    [InlineData("1m", null)]
    [InlineData("73h", "InvalidExpiresIn")]
    [InlineData("4321m", "InvalidExpiresIn")]
    public async Task A_shift_lasts_up_to_three_days(string expiresIn, string? reason)
    {
        var balancer = await rig.Balancer();
        if (reason is null)
        {
            await rig.Start(balancer, expiresIn: expiresIn);
        }
        else
        {
            await ShiftRig.Refused("ValidationException", reason, () => rig.Start(balancer, expiresIn: expiresIn));
        }
    }

    [Fact]
    public async Task Only_a_zone_of_the_resource_can_be_left()
    {
        var balancer = await rig.Balancer();
        await ShiftRig.Refused("ValidationException", "InvalidAz", () => rig.Start(balancer, "use1-az99"));
        await ShiftRig.Refused("ValidationException", "InvalidAz", () => rig.Start(balancer, "us-east-1a"));
        await ShiftRig.Refused(
            "ValidationException", "UnsupportedAz", () => rig.Start(balancer, rig.Elb.Ec2.Zone('c').Name));
    }

    [Fact]
    public async Task Lists_come_in_pages_and_by_resource()
    {
        var all = new List<string>();
        foreach (var name in (string[])["one", "two", "three"])
        {
            all.Add((await rig.Start(await rig.Balancer(name))).ZonalShiftId!);
            rig.Now += TimeSpan.FromSeconds(1);
        }

        var first = await rig.Shifts.ListZonalShifts(
            rig.Call("ListZonalShifts"), new() { MaxResults = 2 }, ShiftRig.Ct);
        var second = await rig.Shifts.ListZonalShifts(
            rig.Call("ListZonalShifts"), new() { MaxResults = 2, NextToken = first.NextToken }, ShiftRig.Ct);
        Assert.Equal(all, first.Items!.Concat(second.Items!).Select(each => each.ZonalShiftId!));
        Assert.Null(second.NextToken);
        var own = await rig.Shifts.ListZonalShifts(
            rig.Call("ListZonalShifts"),
            new() { ResourceIdentifier = first.Items![1].ResourceIdentifier },
            ShiftRig.Ct);
        Assert.Equal([all[1]], own.Items!.Select(each => each.ZonalShiftId));
        await ShiftRig.Refused("ValidationException", "InvalidToken", async () => await rig.Shifts.ListZonalShifts(
            rig.Call("ListZonalShifts"), new() { NextToken = "x" }, ShiftRig.Ct));
        Assert.Empty((await rig.Shifts.ListZonalShifts(
            rig.Call("ListZonalShifts", Ec2Rig.Other), new(), ShiftRig.Ct)).Items!);
    }

    private async Task<Api.ZonalShift.ZonalShift> Update(
        string id, string? expiresIn = null, string? comment = null) => await rig.Shifts.UpdateZonalShift(
            rig.Call("UpdateZonalShift"),
            new() { ZonalShiftId = id, ExpiresIn = expiresIn, Comment = comment },
            ShiftRig.Ct);
}
