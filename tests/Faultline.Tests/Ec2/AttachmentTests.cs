using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2;

/// <summary>Volumes on instances.</summary>
public sealed class AttachmentTests
{
    private readonly Ec2Rig rig = new();

    [Fact]
    public async Task A_volume_is_attached_once_it_can_be_reached_and_is_free_again_after_detaching()
    {
        var (volume, machine) = (await rig.MadeVolume(), await rig.Machine());
        Assert.Equal("attaching", (await Attach(volume, machine)).State);
        await rig.Settle();
        var on = (await rig.Look(volume)).Attachments!.Single();
        Assert.Equal(("attached", machine, "/dev/sdf", false), (
            on.State, on.InstanceId, on.Device, on.DeleteOnTermination));
        await Ec2Rig.Refused("VolumeInUse", async () => await rig.Ec2.DeleteVolume(
            rig.Call("DeleteVolume"), new() { VolumeId = volume }, Ec2Rig.Ct));
        Assert.Equal("detaching", (await Detach(volume)).State);
        await rig.Settle();
        Assert.Equal(("available", 0), ((await rig.Look(volume)).State, (await rig.Look(volume)).Attachments!.Count));
        await rig.Sound();
    }

    [Fact]
    public async Task A_volume_is_never_on_two_instances()
    {
        var (volume, first, second) = (await rig.MadeVolume(), await rig.Machine(), await rig.Machine());
        await Attach(volume, first);
        await Ec2Rig.Refused("VolumeInUse", () => Attach(volume, second), $"already attached to {first}");
        await rig.Settle();
        await Ec2Rig.Refused("VolumeInUse", () => Attach(volume, second));
        await Detach(volume);
        await Ec2Rig.Refused("VolumeInUse", () => Attach(volume, second));
        await rig.Settle();
        await Attach(volume, second);
        await rig.Sound();
    }

    [Fact]
    public async Task What_cannot_be_attached_is_refused()
    {
        var (machine, volume) = (await rig.Machine(), await rig.MadeVolume());
        var far = await rig.MadeVolume('b');
        await Ec2Rig.Refused("InvalidVolume.ZoneMismatch", () => Attach(far, machine));
        await Ec2Rig.Refused("InvalidParameterValue", () => Attach(volume, machine, "/dev/xvda"), "already in use");
        await Ec2Rig.Refused("InvalidParameterValue", () => Attach(volume, machine, "disk"), "not a valid EBS device");
        await Ec2Rig.Refused("InvalidInstanceID.NotFound", () => Attach(volume, "i-0123456789abcdef0"));
        await Ec2Rig.Refused("InvalidVolume.NotFound", () => Attach("vol-0123456789abcdef0", machine));
        var fresh = await rig.Volume();
        await Ec2Rig.Refused("IncorrectState", () => Attach(fresh.VolumeId!, machine), "not 'available'");
        await Ec2Rig.Refused("IncorrectState", () => Detach(volume), "'available' state");
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_detached_and_neither_can_the_root_of_what_runs()
    {
        var (machine, volume) = (await rig.Machine(), await rig.MadeVolume());
        await Attach(volume, machine);
        await rig.Settle();
        await Ec2Rig.Refused("InvalidAttachment.NotFound", async () => await rig.Ec2.DetachVolume(
            rig.Call("DetachVolume"), new() { VolumeId = volume, InstanceId = "i-0123456789abcdef0" }, Ec2Rig.Ct));
        await Ec2Rig.Refused("InvalidAttachment.NotFound", async () => await rig.Ec2.DetachVolume(
            rig.Call("DetachVolume"), new() { VolumeId = volume, Device = "/dev/sdz" }, Ec2Rig.Ct));
        var root = (await rig.VolumesOf(machine)).Single(each => each != volume);
        await Ec2Rig.Refused("OperationNotPermitted", () => Detach(root), "Unable to detach root volume");
    }

    [Fact]
    public async Task A_zone_without_power_neither_attaches_nor_detaches_and_goes_on_when_power_returns()
    {
        var (volume, machine) = (await rig.MadeVolume(), await rig.Machine());
        await Attach(volume, machine);
        rig.PowerCut('a');
        await rig.Settle();
        Assert.Equal("attaching", (await rig.Look(volume)).Attachments!.Single().State);
        await Ec2Rig.Refused("Unavailable", () => Detach(volume));
        await Ec2Rig.Refused("InsufficientVolumeCapacity", () => rig.Volume());
        var status = await Status(volume);
        Assert.Equal("impaired", status.VolumeStatus!.Status);
        rig.Fault();
        await rig.Settle();
        Assert.Equal("attached", (await rig.Look(volume)).Attachments!.Single().State);
        Assert.Equal("ok", (await Status(volume)).VolumeStatus!.Status);
    }

    [Fact]
    public async Task A_launch_makes_the_volumes_of_its_image_with_those_of_the_request_over_them()
    {
        var snapshot = await rig.MadeSnapshot("data");
        var run = await rig.Run(new()
        {
            Placement = new() { AvailabilityZone = "us-east-1a" },
            TagSpecifications = [new() { ResourceType = "volume", Tags = [new() { Key = "of", Value = "me" }] }],
            BlockDeviceMappings =
            [
                new() { DeviceName = "/dev/xvda", Ebs = new() { VolumeSize = 20 } },
                new() { DeviceName = "/dev/sdb", Ebs = new() { SnapshotId = snapshot, DeleteOnTermination = false } },
            ],
        });
        await rig.Settle();
        var machine = run.Instances![0].InstanceId!;
        var volumes = new List<Volume>();
        foreach (var id in await rig.VolumesOf(machine))
        {
            volumes.Add(await rig.Look(id));
        }

        Assert.Equal(
            ["/dev/sdb 8 in-use attached False", "/dev/xvda 20 in-use attached True"],
            volumes.Select(each => $"{each.Attachments![0].Device} {each.Size} {each.State} "
                + $"{each.Attachments[0].State} {each.Attachments[0].DeleteOnTermination}").Order());
        Assert.All(volumes, each => Assert.Equal("me", each.Tags!.Single().Value));
        var data = volumes.Single(each => each.Attachments![0].Device == "/dev/sdb").VolumeId!;
        Assert.Equal("data", rig.Volumes.Read(data, "greeting"));
        await Ec2Rig.Refused("InvalidSnapshot.NotFound", () => rig.Run(new()
        {
            BlockDeviceMappings =
            [
                new() { DeviceName = "/dev/sdb", Ebs = new() { SnapshotId = "snap-0123456789abcdef0" } },
            ],
        }));
        await rig.Sound();
    }

    private async Task<VolumeAttachment> Attach(string volume, string machine, string device = "/dev/sdf") =>
        await rig.Ec2.AttachVolume(
            rig.Call("AttachVolume"), new() { VolumeId = volume, InstanceId = machine, Device = device }, Ec2Rig.Ct);

    private async Task<VolumeAttachment> Detach(string volume) =>
        await rig.Ec2.DetachVolume(rig.Call("DetachVolume"), new() { VolumeId = volume }, Ec2Rig.Ct);

    private async Task<VolumeStatusItem> Status(string volume) => (await rig.Ec2.DescribeVolumeStatus(
        rig.Call("DescribeVolumeStatus"), new() { VolumeIds = [volume] }, Ec2Rig.Ct)).VolumeStatuses![0];
}
