using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A volume on an instance, known by both. <c>Ref</c> gives <c>vol-...|i-...</c>.</summary>
internal sealed class VolumeAttachmentResource(Ec2Api ec2) : Ec2Type(
    ec2, "VolumeAttachment", "Device", "InstanceId", "VolumeId")
{
    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct) =>
        (await Present(work, ct))?.State == VolumeAttachmentState.Attached;

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        await Present(work, ct) is { } there && there.State != VolumeAttachmentState.Detaching ? IdOf(work) : null;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        await work.Ask(
            Ec2.AttachVolume,
            new AttachVolumeRequest
            {
                VolumeId = work.Properties.Needed("VolumeId"),
                InstanceId = work.Properties.Needed("InstanceId"),
                Device = work.Properties.Needed("Device"),
            },
            ct);
        return IdOf(work);
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        if (await Find(work, ct) is not null)
        {
            await work.Ask(
                Ec2.DetachVolume,
                new DetachVolumeRequest
                {
                    VolumeId = work.Properties.Needed("VolumeId"),
                    InstanceId = work.Properties.Needed("InstanceId"),
                },
                ct);
        }
    }

    protected override async ValueTask<bool> Went(Work work, CancellationToken ct) => await Present(work, ct) is null;

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        await Present(work, ct) is not { } there
            ? null
            : new()
            {
                ["VolumeId"] = there.VolumeId,
                ["InstanceId"] = there.InstanceId,
                ["Device"] = there.Device,
            };

    private static string IdOf(Work work) =>
        $"{work.Properties.Needed("VolumeId")}|{work.Properties.Needed("InstanceId")}";

    private async ValueTask<VolumeAttachment?> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeVolumes, new DescribeVolumesRequest { VolumeIds = [work.Properties.Needed("VolumeId")] }, ct))
        .Volumes![0].Attachments!.Find(each => each.InstanceId == work.Properties.Text("InstanceId"));
}
