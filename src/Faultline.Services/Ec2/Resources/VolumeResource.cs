using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A volume. <c>Ref</c> gives its id. Where it lies and what it is made from cannot be changed.</summary>
internal sealed class VolumeResource(Ec2Api ec2) : Ec2Type(
    ec2,
    "Volume",
    Healing,
    "AvailabilityZone",
    "AvailabilityZoneId",
    "Encrypted",
    "Iops",
    "KmsKeyId",
    "MultiAttachEnabled",
    "Size",
    "SnapshotId",
    "Tags",
    "Throughput",
    "VolumeType")
{
    private const string Healing = "AutoEnableIO";

    protected override IReadOnlyList<string> InPlace =>
        [Healing, "Iops", "MultiAttachEnabled", "Size", "Throughput", "VolumeType"];

    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        var volume = await Present(work, ct);
        if (volume.State is not (VolumeState.Available or VolumeState.InUse))
        {
            return volume.State == VolumeState.Creating ? false : throw Failed(work, volume.State);
        }

        var found = await work.Ask(
            Ec2.DescribeVolumesModifications,
            new DescribeVolumesModificationsRequest { Filters = Mark.Where("volume-id", work.Id) },
            ct);
        return found.VolumesModifications!.FirstOrDefault()?.ModificationState switch
        {
            VolumeModificationState.Modifying => false,
            VolumeModificationState.Failed => throw Failed(work, "modification failed"),
            _ => true,
        };
    }

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.DescribeVolumes, new DescribeVolumesRequest { Filters = Mark.Of(work) }, ct))
        .Volumes!.FirstOrDefault()?.VolumeId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateVolumeRequest>("Tags");
        request.ClientToken = work.Token;
        request.TagSpecifications = Mark.On("volume", work);
        return (await work.Ask(Ec2.CreateVolume, request, ct)).VolumeId!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        var now = work.Properties;
        if (Differ(before, now, Healing))
        {
            await work.Ask(
                Ec2.ModifyVolumeAttribute,
                new ModifyVolumeAttributeRequest
                {
                    VolumeId = work.Id!,
                    AutoEnableIO = new() { Value = now.Flag(Healing) ?? false },
                },
                ct);
        }

        if (before.Names.Any() && IsAnother(await Present(work, ct), now))
        {
            var request = now.As<ModifyVolumeRequest>();
            request.VolumeId = work.Id!;
            await work.Ask(Ec2.ModifyVolume, request, ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        if ((await Present(work, ct)).State != VolumeState.Deleting)
        {
            await work.Ask(Ec2.DeleteVolume, new DeleteVolumeRequest { VolumeId = work.Id! }, ct);
        }
    }

    protected override async ValueTask<bool> Went(Work work, CancellationToken ct) =>
        (await Present(work, ct)).State == VolumeState.Deleted;

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var volume = await Present(work, ct);
        var shown = Properties.Of(volume);
        shown["SnapshotId"] = volume.SnapshotId is { Length: > 0 } from ? from : null;
        var healing = await work.Ask(
            Ec2.DescribeVolumeAttribute,
            new DescribeVolumeAttributeRequest { VolumeId = work.Id!, Attribute = VolumeAttributeName.AutoEnableIO },
            ct);
        shown[Healing] = healing.AutoEnableIO?.Value;
        return volume.State is VolumeState.Deleting or VolumeState.Deleted ? null : shown;
    }

    private static bool IsAnother(Volume volume, Properties wanted) =>
        (wanted.Number("Size") ?? volume.Size) != volume.Size
        || (wanted.Text("VolumeType") ?? volume.VolumeType) != volume.VolumeType
        || (wanted.Number("Iops") ?? volume.Iops) != volume.Iops
        || (wanted.Number("Throughput") ?? volume.Throughput) != volume.Throughput
        || (wanted.Flag("MultiAttachEnabled") ?? false) != (volume.MultiAttachEnabled ?? false);

    private static AwsError Failed(Work work, string? state) => new(
        "NotStabilized", 400, $"Volume {work.Id} is in state {state} and hence failed to stabilize.");

    private async ValueTask<Volume> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeVolumes, new DescribeVolumesRequest { VolumeIds = [work.Id!] }, ct)).Volumes![0];
}
