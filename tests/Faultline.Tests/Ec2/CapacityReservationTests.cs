using Faultline.Api.Ec2;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Places;

namespace Faultline.Tests.Ec2;

/// <summary>Capacity reservations, which hold room that nobody else gets.</summary>
public sealed class CapacityReservationTests
{
    // One host of 96 vCPUs in a zone: two m5.12xlarge.
    private const string Type = "m5.12xlarge";

    private readonly Ec2Rig rig = new(hosts: 1);

    [Fact]
    public async Task Room_is_taken_for_all_places_at_once_or_not_at_all()
    {
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Create(3));
        await Ec2Rig.Refused("DryRunOperation", () => Create(2, request => request.DryRun = true));
        var hold = await Create(2);
        Assert.Equal(("active", 2, 2, "open", "unlimited"), (
            hold.State, hold.TotalInstanceCount, hold.AvailableInstanceCount, hold.InstanceMatchCriteria,
            hold.EndDateType));
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(account: Ec2Rig.Other));
        rig.Reopen();
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(account: Ec2Rig.Other));
        await rig.Sound();
    }

    [Fact]
    public async Task Instances_that_match_use_an_open_reservation_and_give_their_places_back()
    {
        var hold = await Create(2);
        var machine = await Launch();
        Assert.Equal(hold.CapacityReservationId, machine.CapacityReservationId);
        Assert.Equal((1, 1), await Usage(hold));
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(preference: "none"));
        await rig.Stop(machine.InstanceId!);
        Assert.Equal((2, 0), await Usage(hold));
        await rig.Ec2.StartInstances(
            rig.Call("StartInstances"), new() { InstanceIds = [machine.InstanceId!] }, Ec2Rig.Ct);
        Assert.Equal((1, 1), await Usage(hold));
        await rig.Sound();
    }

    [Fact]
    public async Task A_targeted_reservation_is_for_those_who_name_it()
    {
        var hold = await Create(1, request => request.InstanceMatchCriteria = "targeted");
        Assert.Null((await Launch()).CapacityReservationId);
        Assert.Equal(
            hold.CapacityReservationId, (await Launch(target: hold.CapacityReservationId)).CapacityReservationId);
        await Ec2Rig.Refused("ReservationCapacityExceeded", () => Launch(target: hold.CapacityReservationId));
        await Ec2Rig.Refused(
            "InvalidCapacityReservationId.NotFound", () => Launch(target: "cr-0123456789abcdef0"));
        await Ec2Rig.Refused(
            "InvalidCapacityReservationId.NotFound",
            () => Launch(target: hold.CapacityReservationId, account: Ec2Rig.Other));
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch(preference: "capacity-reservations-only"));
    }

    [Fact]
    public async Task A_reservation_keeps_its_room_while_its_zone_is_short()
    {
        await Create(1);
        rig.Fault(new CapacityShortage(rig.Zone('a'), 0, null));
        Assert.NotNull((await Launch()).CapacityReservationId);
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch());
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Create(1));
    }

    [Fact]
    public async Task What_ends_gives_back_what_nobody_uses_and_what_runs_runs_on()
    {
        var hold = await Create(2, request => request.EndDate = rig.Now.AddHours(1));
        Assert.Equal("limited", hold.EndDateType);
        var machine = await Launch();
        rig.Now = rig.Now.AddHours(1);
        Assert.NotNull(await Launch(account: Ec2Rig.Other));
        Assert.Equal(("expired", 0), ((await Look(hold)).State, (await Look(hold)).AvailableInstanceCount));
        await rig.Stop(machine.InstanceId!);
        await Launch(account: Ec2Rig.Other);
        await rig.Sound();

        await Ec2Rig.Refused("InvalidCapacityReservationState", () => Cancel(hold));
    }

    [Fact]
    public async Task A_reservation_is_cancelled_and_its_room_is_free()
    {
        var hold = await Create(2);
        await Cancel(hold);
        Assert.Equal("cancelled", (await Look(hold)).State);
        await Launch(account: Ec2Rig.Other);
        await Ec2Rig.Refused(
            "InvalidCapacityReservationState", () => Modify(hold, request => request.InstanceCount = 1));
        await rig.Sound();
    }

    [Fact]
    public async Task A_reservation_grows_where_there_is_room_and_shrinks_down_to_what_is_used()
    {
        var hold = await Create(1);
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Modify(hold, request => request.InstanceCount = 3));
        await Modify(hold, request => request.InstanceCount = 2);
        Assert.Equal((2, 2), ((await Look(hold)).TotalInstanceCount, (await Look(hold)).AvailableInstanceCount));
        await Launch();
        await Ec2Rig.Refused("InvalidParameterValue", () => Modify(hold, request => request.InstanceCount = 0));
        await Modify(hold, request => request.InstanceCount = 1);
        Assert.Equal((0, 1), await Usage(hold));
        await Launch(account: Ec2Rig.Other);
        await Modify(hold, request => request.EndDate = rig.Now.AddDays(1));
        Assert.Equal("limited", (await Look(hold)).EndDateType);
        await rig.Sound();
    }

    [Fact]
    public async Task What_cannot_be_reserved_is_refused()
    {
        await Ec2Rig.Refused("InvalidInstanceType", () => Create(1, request => request.InstanceType = "t9.huge"));
        await Ec2Rig.Refused("InvalidParameterValue", () => Create(0));
        await Ec2Rig.Refused("InvalidParameterValue", () => Create(1, request => request.EndDate = rig.Now));
        await Ec2Rig.Refused(
            "InvalidParameterCombination", () => Create(1, request => request.EndDateType = "limited"));
        await Ec2Rig.Refused(
            "InvalidParameterValue", () => Create(1, request => request.InstanceMatchCriteria = "all"));
        await Ec2Rig.Refused("UnsupportedOperation", () => Create(1, request => request.StartDate = rig.Now));
        await Ec2Rig.Refused(
            "InvalidZone.NotFound", () => Create(1, request => request.AvailabilityZone = "us-east-1z"));
    }

    private async Task<CapacityReservation> Create(int count, Action<CreateCapacityReservationRequest>? change = null)
    {
        var request = new CreateCapacityReservationRequest
        {
            InstanceType = Type,
            InstancePlatform = "Linux/UNIX",
            AvailabilityZone = "us-east-1a",
            InstanceCount = count,
        };
        change?.Invoke(request);
        return (await rig.Ec2.CreateCapacityReservation(
            rig.Call("CreateCapacityReservation"), request, Ec2Rig.Ct)).CapacityReservation!;
    }

    private async Task<Instance> Launch(
        string? target = null, string? preference = null, string account = Ec2Call.Account)
    {
        var zone = ZoneNames.NameOf(account, rig.Zone('a'));
        var run = await rig.Run(
            new()
            {
                InstanceType = Type,
                Placement = new() { AvailabilityZone = zone },
                CapacityReservationSpecification = target is null && preference is null ? null : new()
                {
                    CapacityReservationPreference = preference,
                    CapacityReservationTarget = target is null ? null : new() { CapacityReservationId = target },
                },
            },
            account);
        return run.Instances![0];
    }

    private async Task Cancel(CapacityReservation hold) => await rig.Ec2.CancelCapacityReservation(
        rig.Call("CancelCapacityReservation"),
        new() { CapacityReservationId = hold.CapacityReservationId! },
        Ec2Rig.Ct);

    private async Task Modify(CapacityReservation hold, Action<ModifyCapacityReservationRequest> change)
    {
        var request = new ModifyCapacityReservationRequest { CapacityReservationId = hold.CapacityReservationId! };
        change(request);
        await rig.Ec2.ModifyCapacityReservation(rig.Call("ModifyCapacityReservation"), request, Ec2Rig.Ct);
    }

    private async Task<CapacityReservation> Look(CapacityReservation hold) =>
        (await rig.Ec2.DescribeCapacityReservations(
            rig.Call("DescribeCapacityReservations"),
            new() { CapacityReservationIds = [hold.CapacityReservationId!] }, Ec2Rig.Ct)).CapacityReservations![0];

    private async Task<(int? Free, int? Used)> Usage(CapacityReservation hold)
    {
        var usage = await rig.Ec2.GetCapacityReservationUsage(
            rig.Call("GetCapacityReservationUsage"),
            new() { CapacityReservationId = hold.CapacityReservationId! }, Ec2Rig.Ct);
        return (usage.AvailableInstanceCount, usage.InstanceUsages!.Sum(each => each.UsedInstanceCount));
    }
}
