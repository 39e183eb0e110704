using Faultline.Api.Ec2;
using Faultline.Kernel.Places;

namespace Faultline.Tests.Ec2;

/// <summary>Reserved Instances: what is offered, bought, split, and held.</summary>
public sealed class ReservedInstancesTests
{
    private const string Type = "m5.12xlarge";

    private readonly Ec2Rig rig = new(hosts: 1);

    [Fact]
    public async Task A_type_is_offered_in_every_term_and_always_under_the_same_id()
    {
        var all = await Offers(new() { InstanceType = "m5.large", Filters = Ec2Call.Filters("scope=Region") });
        Assert.Equal(12, all.Count);
        Assert.Equal(12, all.Select(each => each.ReservedInstancesOfferingId).Distinct().Count());
        Assert.Equal(
            all.Select(each => each.ReservedInstancesOfferingId),
            (await Offers(new() { InstanceType = "m5.large", Filters = Ec2Call.Filters("scope=Region") }))
                .Select(each => each.ReservedInstancesOfferingId));
        var (no, whole) = (all.Single(Is("No Upfront", 31_536_000)), all.Single(Is("All Upfront", 31_536_000)));
        Assert.Equal((0f, true), (no.FixedPrice, no.RecurringCharges![0].Amount > 0));
        Assert.Equal((true, 0d), (whole.FixedPrice > 0, whole.RecurringCharges![0].Amount));
        Assert.True(whole.FixedPrice < no.RecurringCharges[0].Amount * 8760);
        var zonal = await Offers(new() { InstanceType = "m5.large", AvailabilityZone = "us-east-1a" });
        Assert.All(zonal, each => Assert.Equal(rig.Zone('a').Name, each.AvailabilityZoneId));

        static Func<ReservedInstancesOffering, bool> Is(string payment, long time) => each =>
            each.OfferingType == payment && each.Duration == time && each.OfferingClass == "standard";
    }

    [Fact]
    public async Task Those_of_a_zone_hold_room_for_their_account_and_those_of_the_region_hold_none()
    {
        var region = await Buy(5, null);
        Assert.Equal(("active", "Region", 5), (region.State, region.Scope, region.InstanceCount));
        var zonal = await Buy(1, "us-east-1a");
        Assert.Equal(rig.Zone('a').Name, zonal.AvailabilityZoneId);
        await Launch(Ec2Rig.Other);
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(Ec2Rig.Other));
        var machine = await Launch(Ec2Call.Account);
        await rig.Sound();

        // It left, and its place is still for its account.
        await rig.Stop(machine);
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(Ec2Rig.Other));
        rig.Reopen();
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(Ec2Rig.Other));
        await Launch(Ec2Call.Account);
        await rig.Sound();
        await Ec2Rig.Refused("InsufficientReservedInstancesCapacity", () => Buy(1, "us-east-1a"));
        Assert.Empty((await rig.Ec2.DescribeCapacityReservations(
            rig.Call("DescribeCapacityReservations"), new(), Ec2Rig.Ct)).CapacityReservations!);
    }

    [Fact]
    public async Task They_retire_at_their_end_and_hold_nothing_any_more()
    {
        await Buy(2, "us-east-1a");
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(Ec2Rig.Other));
        rig.Now = rig.Now.AddDays(366);
        await Launch(Ec2Rig.Other);
        Assert.Equal("retired", (await Owned()).Single().State);
        await rig.Sound();
    }

    [Fact]
    public async Task They_are_split_and_moved_within_their_worth()
    {
        var bought = await Buy(2, null);
        var modification = await Modify(
            bought,
            new() { InstanceCount = 1, InstanceType = Type, AvailabilityZone = "us-east-1a" },
            new() { InstanceCount = 12, InstanceType = "m5.xlarge", Scope = "Region" });
        Assert.Equal("fulfilled", modification.Status);
        Assert.Equal(
            ["active m5.12xlarge 1 Availability Zone", "active m5.xlarge 12 Region", "retired m5.12xlarge 2 Region"],
            (await Owned())
                .Select(each => $"{each.State} {each.InstanceType} {each.InstanceCount} {each.Scope}")
                .Order(StringComparer.Ordinal));
        await Launch(Ec2Rig.Other);
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(Ec2Rig.Other));
        await rig.Sound();
        var same = new ReservedInstancesConfiguration { InstanceCount = 2, InstanceType = Type };
        await Ec2Rig.Refused("InvalidInput", () => Modify(bought, same), "active");
    }

    [Fact]
    public async Task A_zone_without_room_fails_the_modification_and_changes_nothing()
    {
        var bought = await Buy(3, null);
        var modification = await Modify(
            bought, new ReservedInstancesConfiguration { InstanceCount = 3, AvailabilityZone = "us-east-1a" });
        Assert.Equal("failed", modification.Status);
        Assert.Equal(("active", 3), ((await Owned()).Single().State, (await Owned()).Single().InstanceCount));
        await rig.Sound();
    }

    [Theory]
    [InlineData(1, "m5.12xlarge")]
    [InlineData(3, "m5.12xlarge")]
    [InlineData(2, "c5.12xlarge")]
    [InlineData(0, "m5.12xlarge")]
    public async Task What_is_worth_more_or_less_or_of_another_family_is_refused(int count, string type)
    {
        var bought = await Buy(2, null);
        var target = new ReservedInstancesConfiguration { InstanceCount = count, InstanceType = type };
        await Ec2Rig.Refused("InvalidInput", () => Modify(bought, target));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_bought_or_seen()
    {
        await Ec2Rig.Refused("InvalidReservedInstancesOfferingId", async () => await rig.Ec2
            .PurchaseReservedInstancesOffering(
                rig.Call("PurchaseReservedInstancesOffering"),
                new() { ReservedInstancesOfferingId = "none", InstanceCount = 1 }, Ec2Rig.Ct));
        await Ec2Rig.Refused("InvalidReservedInstancesId", async () => await rig.Ec2.DescribeReservedInstances(
            rig.Call("DescribeReservedInstances"), new() { ReservedInstancesIds = ["none"] }, Ec2Rig.Ct));
        await Ec2Rig.Refused("InvalidParameterValue", () => Buy(0, null));
    }

    private async Task<List<ReservedInstancesOffering>> Offers(DescribeReservedInstancesOfferingsRequest request) =>
        (await rig.Ec2.DescribeReservedInstancesOfferings(
            rig.Call("DescribeReservedInstancesOfferings"), request, Ec2Rig.Ct)).ReservedInstancesOfferings!;

    private async Task<ReservedInstances> Buy(int count, string? zone)
    {
        var offers = await Offers(new()
        {
            InstanceType = Type,
            AvailabilityZone = zone,
            OfferingClass = "standard",
            OfferingType = "No Upfront",
            MaxDuration = 31_536_000,
            Filters = Ec2Call.Filters($"scope={(zone is null ? "Region" : "Availability Zone")}"),
        });
        var id = (await rig.Ec2.PurchaseReservedInstancesOffering(
            rig.Call("PurchaseReservedInstancesOffering"),
            new() { ReservedInstancesOfferingId = offers.Single().ReservedInstancesOfferingId!, InstanceCount = count },
            Ec2Rig.Ct)).ReservedInstancesId;
        return (await Owned()).Single(each => each.ReservedInstancesId == id);
    }

    private async Task<List<ReservedInstances>> Owned() => (await rig.Ec2.DescribeReservedInstances(
        rig.Call("DescribeReservedInstances"), new(), Ec2Rig.Ct)).ReservedInstances!;

    private async Task<ReservedInstancesModification> Modify(
        ReservedInstances bought, params ReservedInstancesConfiguration[] targets)
    {
        var id = (await rig.Ec2.ModifyReservedInstances(
            rig.Call("ModifyReservedInstances"),
            new() { ReservedInstancesIds = [bought.ReservedInstancesId!], TargetConfigurations = [.. targets] },
            Ec2Rig.Ct)).ReservedInstancesModificationId;
        return (await rig.Ec2.DescribeReservedInstancesModifications(
            rig.Call("DescribeReservedInstancesModifications"),
            new() { ReservedInstancesModificationIds = [id!] }, Ec2Rig.Ct)).ReservedInstancesModifications![0];
    }

    private async Task<string> Launch(string account)
    {
        var zone = ZoneNames.NameOf(account, rig.Zone('a'));
        var run = await rig.Run(new() { InstanceType = Type, Placement = new() { AvailabilityZone = zone } }, account);
        return run.Instances![0].InstanceId!;
    }
}
