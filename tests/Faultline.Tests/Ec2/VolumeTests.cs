using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2;

/// <summary>Volumes from their making to their end.</summary>
public sealed class VolumeTests
{
    private readonly Ec2Rig rig = new();

    [Fact]
    public async Task A_volume_is_creating_until_it_is_made_and_gone_once_it_is_deleted()
    {
        var volume = await rig.Volume(new() { Size = 8, VolumeType = "gp3" });
        Assert.Equal(("creating", 8, 3000, 125, false), (
            volume.State, volume.Size, volume.Iops, volume.Throughput, volume.Encrypted));
        Assert.Empty(rig.Volumes.Volumes);
        await rig.Settle();
        Assert.Equal([volume.VolumeId!], rig.Volumes.Volumes);
        Assert.Equal("available", (await rig.Look(volume.VolumeId!)).State);

        await Delete(volume.VolumeId!);
        Assert.Equal("deleting", (await rig.Look(volume.VolumeId!)).State);
        await rig.Settle();
        Assert.Empty(rig.Volumes.Volumes);
        await Ec2Rig.Refused("InvalidVolume.NotFound", () => rig.Look(volume.VolumeId!));
    }

    [Fact]
    public async Task A_volume_of_a_snapshot_has_what_the_snapshot_holds()
    {
        var snapshot = await rig.MadeSnapshot("from before");
        var volume = await rig.Volume(new() { SnapshotId = snapshot });
        await rig.Settle();
        Assert.Equal((8, snapshot), (volume.Size, volume.SnapshotId));
        Assert.Equal("from before", rig.Volumes.Read(volume.VolumeId!, "greeting"));
    }

    [Fact]
    public async Task The_same_token_makes_one_volume_and_another_request_with_it_is_refused()
    {
        var first = await rig.Volume(new() { Size = 8, ClientToken = "t" });
        Assert.Equal(first.VolumeId, (await rig.Volume(new() { Size = 8, ClientToken = "t" })).VolumeId);
        await Ec2Rig.Refused(
            "IdempotentParameterMismatch", () => rig.Volume(new() { Size = 9, ClientToken = "t" }));
        Assert.NotEqual(first.VolumeId, (await rig.Volume(new() { Size = 8, ClientToken = "u" })).VolumeId);
    }

    [Theory]
    [InlineData("us-east-1z", null, "InvalidZone.NotFound")]
    [InlineData("use1-az1", null, "InvalidZone.NotFound")]
    [InlineData("us-east-1a", "use1-az1", "InvalidParameterCombination")]
    [InlineData(null, "us-east-1a", "InvalidZone.NotFound")]
    public async Task A_volume_is_made_in_a_zone_of_the_region(string? name, string? id, string code) =>
        await Ec2Rig.Refused(code, async () => await rig.Ec2.CreateVolume(
            rig.Call("CreateVolume"), new() { Size = 8, AvailabilityZone = name, AvailabilityZoneId = id }, Ec2Rig.Ct));

    [Fact]
    public async Task What_cannot_be_a_volume_is_refused()
    {
        var snapshot = await rig.MadeSnapshot();
        await Ec2Rig.Refused("MissingParameter", () => rig.Volume(new()));
        await Ec2Rig.Refused("InvalidBlockDeviceMapping", () => rig.Volume(new() { SnapshotId = snapshot, Size = 7 }));
        await Ec2Rig.Refused(
            "InvalidSnapshot.NotFound", () => rig.Volume(new() { SnapshotId = "snap-0123456789abcdef0" }));
        await Ec2Rig.Refused("InvalidSnapshotID.Malformed", () => rig.Volume(new() { SnapshotId = "snap-x" }));
        await Ec2Rig.Refused("InvalidParameterDependency", () => rig.Volume(new() { Size = 8, KmsKeyId = "k" }));
        await Ec2Rig.Refused("UnsupportedOperation", () => rig.Volume(new() { Size = 8, MultiAttachEnabled = true }));
        await Ec2Rig.Refused("DryRunOperation", () => rig.Volume(new() { Size = 8, DryRun = true }));
        Assert.Single(rig.Volumes.Volumes);
    }

    [Fact]
    public async Task Volumes_are_encrypted_where_it_is_asked_for_where_the_account_wants_it_and_after_their_snapshot()
    {
        var asked = await rig.Volume(new() { Size = 8, Encrypted = true });
        Assert.StartsWith("arn:aws:kms:us-east-1:111122223333:key/", asked.KmsKeyId, StringComparison.Ordinal);
        await rig.Settle();
        var snapshot = await rig.Ec2.CreateSnapshot(
            rig.Call("CreateSnapshot"), new() { VolumeId = asked.VolumeId! }, Ec2Rig.Ct);
        await rig.Settle();
        var after = await rig.Volume(new() { SnapshotId = snapshot.SnapshotId });
        Assert.Equal((true, asked.KmsKeyId), (after.Encrypted, after.KmsKeyId));

        await rig.Ec2.EnableEbsEncryptionByDefault(rig.Call("EnableEbsEncryptionByDefault"), new(), Ec2Rig.Ct);
        var shown = await rig.Ec2.GetEbsEncryptionByDefault(rig.Call("GetEbsEncryptionByDefault"), new(), Ec2Rig.Ct);
        Assert.True(shown.EbsEncryptionByDefault);
        Assert.True((await rig.Volume()).Encrypted);
        Assert.False((await rig.Volume(account: Ec2Rig.Other)).Encrypted);
        await rig.Ec2.DisableEbsEncryptionByDefault(rig.Call("DisableEbsEncryptionByDefault"), new(), Ec2Rig.Ct);
        Assert.False((await rig.Volume()).Encrypted);
    }

    [Fact]
    public async Task A_volume_of_somebody_else_is_not_there()
    {
        var volume = await rig.MadeVolume();
        await Ec2Rig.Refused("InvalidVolume.NotFound", async () => await rig.Ec2.DeleteVolume(
            rig.Call("DeleteVolume", Ec2Rig.Other), new() { VolumeId = volume }, Ec2Rig.Ct));
        var seen = await rig.Ec2.DescribeVolumes(rig.Call("DescribeVolumes", Ec2Rig.Other), new(), Ec2Rig.Ct);
        Assert.Empty(seen.Volumes!);
    }

    [Theory]
    [InlineData("size=9", 1)]
    [InlineData("status=available", 2)]
    [InlineData("volume-type=gp2", 2)]
    [InlineData("availability-zone=us-east-1b", 1)]
    [InlineData("encrypted=true", 0)]
    [InlineData("tag:a=b", 0)]
    public async Task Volumes_are_filtered(string filter, int count)
    {
        await rig.MadeVolume('a', 9);
        await rig.MadeVolume('b', 10);
        var found = await rig.Ec2.DescribeVolumes(
            rig.Call("DescribeVolumes"), new() { Filters = Ec2Call.Filters(filter) }, Ec2Rig.Ct);
        Assert.Equal(count, found.Volumes!.Count);
    }

    [Fact]
    public async Task A_volume_grows_and_never_shrinks()
    {
        var volume = await rig.MadeVolume();
        var result = await Modify(new() { VolumeId = volume, Size = 20, VolumeType = "gp3", Iops = 4000 });
        Assert.Equal(("modifying", 8, 20, "gp2", "gp3"), (
            result.ModificationState, result.OriginalSize, result.TargetSize, result.OriginalVolumeType,
            result.TargetVolumeType));
        await Ec2Rig.Refused("IncorrectModificationState", () => Modify(new() { VolumeId = volume, Size = 30 }));
        await rig.Settle();
        var now = await rig.Look(volume);
        Assert.Equal((20, "gp3", 4000, 125), (now.Size, now.VolumeType, now.Iops, now.Throughput));
        var seen = await rig.Ec2.DescribeVolumesModifications(
            rig.Call("DescribeVolumesModifications"), new() { VolumeIds = [volume] }, Ec2Rig.Ct);
        Assert.Equal(("completed", 100), (
            seen.VolumesModifications![0].ModificationState, seen.VolumesModifications[0].Progress));
        await Ec2Rig.Refused("InvalidParameterValue", () => Modify(new() { VolumeId = volume, Size = 19 }), "smaller");
        await Ec2Rig.Refused("InvalidVolumeModification.NotFound", async () => await rig.Ec2
            .DescribeVolumesModifications(
                rig.Call("DescribeVolumesModifications"), new() { VolumeIds = [await rig.MadeVolume()] }, Ec2Rig.Ct));
    }

    [Fact]
    public async Task The_attribute_of_a_volume_is_kept()
    {
        var volume = await rig.MadeVolume();
        await rig.Ec2.ModifyVolumeAttribute(
            rig.Call("ModifyVolumeAttribute"),
            new() { VolumeId = volume, AutoEnableIO = new() { Value = true } },
            Ec2Rig.Ct);
        rig.Reopen();
        var shown = await rig.Ec2.DescribeVolumeAttribute(
            rig.Call("DescribeVolumeAttribute"), new() { VolumeId = volume, Attribute = "autoEnableIO" }, Ec2Rig.Ct);
        Assert.True(shown.AutoEnableIO!.Value);
    }

    private async Task Delete(string volume) =>
        await rig.Ec2.DeleteVolume(rig.Call("DeleteVolume"), new() { VolumeId = volume }, Ec2Rig.Ct);

    private async Task<VolumeModification> Modify(ModifyVolumeRequest request) =>
        (await rig.Ec2.ModifyVolume(rig.Call("ModifyVolume"), request, Ec2Rig.Ct)).VolumeModification!;
}
