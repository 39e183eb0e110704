using Faultline.Api.Ec2;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;

namespace Faultline.Tests.Ec2;

/// <summary>Snapshots, and what a crash or a fault leaves to be done.</summary>
public sealed class SnapshotTests
{
    private readonly Ec2Rig rig = new();

    [Fact]
    public async Task A_snapshot_is_pending_until_it_is_taken_and_outlives_its_volume()
    {
        var volume = await rig.MadeVolume();
        rig.Volumes.Write(volume, "greeting", "hello");
        var snapshot = await Take(volume);
        Assert.Equal(("pending", "0%", 8), (snapshot.State, snapshot.Progress, snapshot.VolumeSize));

        // Deleting waits for what is being taken of the volume.
        await rig.Ec2.DeleteVolume(rig.Call("DeleteVolume"), new() { VolumeId = volume }, Ec2Rig.Ct);
        await rig.Settle();
        var now = await rig.LookAt(snapshot.SnapshotId!);
        Assert.Equal(("completed", "100%", 5L), (now.State, now.Progress, now.FullSnapshotSizeInBytes));
        Assert.Empty(rig.Volumes.Volumes);
        var copy = await rig.Volume(new() { SnapshotId = snapshot.SnapshotId });
        await rig.Settle();
        Assert.Equal("hello", rig.Volumes.Read(copy.VolumeId!, "greeting"));
        await rig.Ec2.DeleteSnapshot(
            rig.Call("DeleteSnapshot"), new() { SnapshotId = snapshot.SnapshotId! }, Ec2Rig.Ct);
        await rig.Settle();
        Assert.Empty(rig.Volumes.Snapshots);
        await Ec2Rig.Refused("InvalidSnapshot.NotFound", () => rig.LookAt(snapshot.SnapshotId!));
    }

    [Fact]
    public async Task What_a_crash_interrupts_is_done_by_the_next_server()
    {
        var (kept, gone) = (await rig.MadeVolume(), await rig.MadeVolume());
        rig.Volumes.Write(kept, "greeting", "hello");
        var fresh = await rig.Volume();
        var snapshot = await Take(kept);
        await rig.Ec2.DeleteVolume(rig.Call("DeleteVolume"), new() { VolumeId = gone }, Ec2Rig.Ct);
        rig.Reopen();
        Assert.Equal("creating", (await rig.Look(fresh.VolumeId!)).State);
        await rig.Settle();
        Assert.Equal([.. new[] { kept, fresh.VolumeId! }.Order(StringComparer.Ordinal)], rig.Volumes.Volumes);
        Assert.Equal("completed", (await rig.LookAt(snapshot.SnapshotId!)).State);
        Assert.Equal("available", (await rig.Look(fresh.VolumeId!)).State);
    }

    [Fact]
    public async Task Work_that_fails_is_tried_again_and_holds_no_other_up()
    {
        var (first, second) = (await rig.Volume(), await rig.Volume());
        rig.Volumes.Fail(1);
        await Assert.ThrowsAsync<IOException>(rig.Settle);
        Assert.Equal("creating", (await rig.Look(first.VolumeId!)).State);
        Assert.Equal("available", (await rig.Look(second.VolumeId!)).State);
        await rig.Settle();
        Assert.Equal("available", (await rig.Look(first.VolumeId!)).State);
        Assert.Equal(3, rig.Volumes.Calls);
    }

    [Fact]
    public async Task What_nobody_knows_of_is_deleted()
    {
        await rig.Volumes.Make("vol-stray", null, Ec2Rig.Ct);
        await rig.Volumes.Snapshot("vol-stray", "snap-stray", Ec2Rig.Ct);
        await rig.Settle();
        Assert.Empty(rig.Volumes.Volumes);
        Assert.Empty(rig.Volumes.Snapshots);
    }

    [Fact]
    public async Task A_snapshot_waits_for_the_power_of_its_zone_and_those_that_are_taken_survive()
    {
        var before = await rig.MadeSnapshot("hello");
        var volume = await rig.MadeVolume();
        rig.PowerCut('a');
        var snapshot = await Take(volume);
        await rig.Settle();
        Assert.Equal("pending", (await rig.LookAt(snapshot.SnapshotId!)).State);
        var elsewhere = await rig.Volume(new() { SnapshotId = before, AvailabilityZone = "us-east-1b" });
        await rig.Settle();
        Assert.Equal("hello", rig.Volumes.Read(elsewhere.VolumeId!, "greeting"));
        rig.Fault();
        await rig.Settle();
        Assert.Equal("completed", (await rig.LookAt(snapshot.SnapshotId!)).State);
    }

    [Fact]
    public async Task A_volume_that_is_lost_is_lost_once_and_can_be_used_again_when_the_fault_is_over()
    {
        var volume = await rig.MadeVolume();
        rig.Volumes.Write(volume, "greeting", "hello");
        rig.Fault(new VolumeLoss(new(rig.Atlas.Everything, volume)));
        await rig.Settle();
        Assert.Empty(rig.Volumes.Files(volume));
        var status = await rig.Ec2.DescribeVolumeStatus(
            rig.Call("DescribeVolumeStatus"),
            new() { Filters = Ec2Call.Filters("volume-status.status=impaired") },
            Ec2Rig.Ct);
        Assert.Equal(volume, status.VolumeStatuses!.Single().VolumeId);
        rig.Volumes.Write(volume, "greeting", "again");
        await rig.Settle();
        rig.Fault();
        await rig.Settle();
        Assert.Equal("again", rig.Volumes.Read(volume, "greeting"));
    }

    [Fact]
    public async Task A_snapshot_is_copied_into_another_region()
    {
        var there = new Ec2Rig("eu-west-1", beside: rig);
        there.Ec2.Elsewhere = name => name == "us-east-1" ? rig.Ec2 : null;
        var source = await rig.MadeSnapshot("travels");
        var copy = await there.Ec2.CopySnapshot(
            there.Call("CopySnapshot"), new() { SourceRegion = "us-east-1", SourceSnapshotId = source }, Ec2Rig.Ct);
        await there.Settle();
        var shown = await there.LookAt(copy.SnapshotId!);
        Assert.Equal(("completed", $"[Copied {source} from us-east-1]"), (shown.State, shown.Description));
        var volume = await there.Volume(new() { SnapshotId = copy.SnapshotId });
        await there.Settle();
        Assert.Equal("travels", there.Volumes.Read(volume.VolumeId!, "greeting"));
        await Ec2Rig.Refused("InvalidParameterValue", async () => await there.Ec2.CopySnapshot(
            there.Call("CopySnapshot"), new() { SourceRegion = "us-moon-1", SourceSnapshotId = source }, Ec2Rig.Ct));
    }

    [Fact]
    public async Task A_copy_waits_while_the_way_from_its_region_is_cut()
    {
        var (there, source) = (Abroad(), await rig.MadeSnapshot("travels"));
        var copy = await Copy(there, source);
        var (from, to) = (rig.Atlas.Region("us-east-1")!, rig.Atlas.Region("eu-west-1")!);
        foreach (var fault in new Fault[]
        {
            new LinkCut(from, to, OneWay: true),
            new LinkCut(to, from, OneWay: true),
            new RegionGone(from, TimeSpan.Zero),
        })
        {
            there.Fault(fault);
            await there.Settle();
            Assert.Equal("pending", (await there.LookAt(copy)).State);
        }

        there.Fault();
        await there.Settle();
        Assert.Equal("completed", (await there.LookAt(copy)).State);
    }

    [Fact]
    public async Task A_copy_takes_a_slow_way_there_and_back_and_comes_at_once_when_that_is_well()
    {
        var (there, source) = (Abroad(), await rig.MadeSnapshot("travels"));
        there.Fault(new LinkSlow(
            rig.Atlas.Region("us-east-1")!, rig.Atlas.Region("eu-west-1")!, TimeSpan.FromHours(1), default, 0, false));
        var copy = await Copy(there, source);
        var began = there.Now;
        var due = await there.Look();
        Assert.InRange(due!.Value, began.AddHours(2), began.AddHours(2.1));
        Assert.Equal(due, await there.Look());
        Assert.Equal("pending", (await there.LookAt(copy)).State);
        there.Fault();
        Assert.Null(await there.Look());
        Assert.Equal("completed", (await there.LookAt(copy)).State);
    }

    [Fact]
    public async Task Nothing_is_copied_from_a_region_that_does_not_answer()
    {
        var (there, source) = (Abroad(), await rig.MadeSnapshot("travels"));
        var (from, to) = (rig.Atlas.Region("us-east-1")!, rig.Atlas.Region("eu-west-1")!);
        foreach (var fault in new Fault[]
        {
            new LinkCut(from, to, OneWay: false),
            new RegionGone(from, TimeSpan.Zero),
            new ControlPlaneFrozen(from, "ec2", ReadsToo: true),
        })
        {
            there.Fault(fault);
            await Ec2Rig.Refused("Unavailable", () => Copy(there, source), "us-east-1 does not answer");
            await Ec2Rig.Refused("Unavailable", async () => await there.Ec2.CopyImage(
                there.Call("CopyImage"),
                new() { SourceRegion = "us-east-1", SourceImageId = "ami-0123456789abcdef0", Name = "mine" },
                Ec2Rig.Ct));
        }

        // A copy changes nothing where it comes from.
        there.Fault(new ControlPlaneFrozen(from, "ec2", ReadsToo: false));
        var copy = await Copy(there, source);
        await there.Settle();
        Assert.Equal("completed", (await there.LookAt(copy)).State);
    }

    [Fact]
    public async Task A_snapshot_is_its_owners_until_it_is_shared()
    {
        var snapshot = await rig.MadeSnapshot();
        await Ec2Rig.Refused("InvalidSnapshot.NotFound", () => Others(new() { SnapshotIds = [snapshot] }));
        await Modify(snapshot, new() { Add = [new() { UserId = Ec2Rig.Other }] });
        Assert.Equal([snapshot], await Others(new()));
        Assert.Empty(await Others(new() { OwnerIds = ["self"] }));
        Assert.Equal([snapshot], await Others(new() { RestorableByUserIds = ["self"] }));
        Assert.NotNull(await rig.Volume(new() { SnapshotId = snapshot }, Ec2Rig.Other));
        await Ec2Rig.Refused("AuthFailure", async () => await rig.Ec2.DeleteSnapshot(
            rig.Call("DeleteSnapshot", Ec2Rig.Other), new() { SnapshotId = snapshot }, Ec2Rig.Ct));
        await Modify(snapshot, new() { Add = [new() { Group = "all" }], Remove = [new() { UserId = Ec2Rig.Other }] });
        var shown = await rig.Ec2.DescribeSnapshotAttribute(
            rig.Call("DescribeSnapshotAttribute"),
            new() { SnapshotId = snapshot, Attribute = "createVolumePermission" }, Ec2Rig.Ct);
        Assert.Equal("all", shown.CreateVolumePermissions!.Single().Group);
        await rig.Ec2.ResetSnapshotAttribute(
            rig.Call("ResetSnapshotAttribute"),
            new() { SnapshotId = snapshot, Attribute = "createVolumePermission" }, Ec2Rig.Ct);
        Assert.Empty(await Others(new()));
        await Ec2Rig.Refused(
            "InvalidAMIAttributeItemValue", () => Modify(snapshot, new() { Add = [new() { UserId = "me" }] }));
    }

    [Fact]
    public async Task All_volumes_of_an_instance_are_taken_but_those_that_are_left_out()
    {
        var (machine, data) = (await rig.Machine(), await rig.MadeVolume());
        await rig.Ec2.AttachVolume(
            rig.Call("AttachVolume"), new() { VolumeId = data, InstanceId = machine, Device = "/dev/sdf" }, Ec2Rig.Ct);
        await rig.Settle();
        var both = await TakeAll(new() { InstanceId = machine });
        Assert.Equal(2, both.Count);
        Assert.Equal([data], (await TakeAll(new() { InstanceId = machine, ExcludeBootVolume = true }))
            .Select(each => each.VolumeId));
        Assert.DoesNotContain(data, (await TakeAll(new() { InstanceId = machine, ExcludeDataVolumeIds = [data] }))
            .Select(each => each.VolumeId));
        await Ec2Rig.Refused("InvalidParameterValue", () => TakeAll(
            new() { InstanceId = machine, ExcludeDataVolumeIds = ["vol-0123456789abcdef0"] }));
    }

    /// <summary>Another region, which knows of this one.</summary>
    private Ec2Rig Abroad()
    {
        var there = new Ec2Rig("eu-west-1", beside: rig);
        there.Ec2.Elsewhere = name => name == "us-east-1" ? rig.Ec2 : null;
        return there;
    }

    private static async Task<string> Copy(Ec2Rig there, string source) => (await there.Ec2.CopySnapshot(
        there.Call("CopySnapshot"), new() { SourceRegion = "us-east-1", SourceSnapshotId = source }, Ec2Rig.Ct))
        .SnapshotId!;

    private async Task<Snapshot> Take(string volume) =>
        await rig.Ec2.CreateSnapshot(rig.Call("CreateSnapshot"), new() { VolumeId = volume }, Ec2Rig.Ct);

    private async Task<List<SnapshotInfo>> TakeAll(InstanceSpecification of) => (await rig.Ec2.CreateSnapshots(
        rig.Call("CreateSnapshots"), new() { InstanceSpecification = of }, Ec2Rig.Ct)).Snapshots!;

    private async Task Modify(string snapshot, CreateVolumePermissionModifications change) =>
        await rig.Ec2.ModifySnapshotAttribute(
            rig.Call("ModifySnapshotAttribute"),
            new() { SnapshotId = snapshot, CreateVolumePermission = change }, Ec2Rig.Ct);

    private async Task<IEnumerable<string?>> Others(DescribeSnapshotsRequest request)
    {
        var seen = await rig.Ec2.DescribeSnapshots(
            rig.Call("DescribeSnapshots", Ec2Rig.Other), request, Ec2Rig.Ct);
        return seen.Snapshots!.Select(each => each.SnapshotId);
    }
}
