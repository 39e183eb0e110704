using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A network interface on an instance. <c>Ref</c> gives the id of the attachment.</summary>
internal sealed class InterfaceAttachmentResource(Ec2Api ec2) : Ec2Type(
    ec2, "NetworkInterfaceAttachment", Goes, "DeviceIndex", "InstanceId", "NetworkInterfaceId")
{
    private const string Goes = "DeleteOnTermination";

    protected override IReadOnlyList<string> InPlace => [Goes];

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await Present(work, ct))?.AttachmentId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var made = await work.Ask(
            Ec2.AttachNetworkInterface,
            new AttachNetworkInterfaceRequest
            {
                InstanceId = work.Properties.Needed("InstanceId"),
                NetworkInterfaceId = work.Properties.Needed("NetworkInterfaceId"),
                DeviceIndex = work.Properties.Number("DeviceIndex"),
            },
            ct);
        return made.AttachmentId!;
    }

    /// <summary>One that a template makes goes with its instance unless the template says otherwise.</summary>
    protected override ValueTask Change(Work work, Properties before, CancellationToken ct) => work.Ask(
        Ec2.ModifyNetworkInterfaceAttribute,
        new ModifyNetworkInterfaceAttributeRequest
        {
            NetworkInterfaceId = work.Properties.Needed("NetworkInterfaceId"),
            Attachment = new()
            {
                AttachmentId = work.Id,
                DeleteOnTermination = work.Properties.Flag(Goes) ?? true,
            },
        },
        ct);

    protected override ValueTask Remove(Work work, CancellationToken ct) => work.Ask(
        Ec2.DetachNetworkInterface, new DetachNetworkInterfaceRequest { AttachmentId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        await Present(work, ct) is not { } there
            ? null
            : new()
            {
                ["AttachmentId"] = there.AttachmentId,
                [Goes] = there.DeleteOnTermination,
                ["DeviceIndex"] = $"{there.DeviceIndex}",
                ["InstanceId"] = there.InstanceId,
                ["NetworkInterfaceId"] = work.Properties.Text("NetworkInterfaceId"),
            };

    private async ValueTask<NetworkInterfaceAttachment?> Present(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeNetworkInterfaces,
            new DescribeNetworkInterfacesRequest
            {
                NetworkInterfaceIds = [work.Properties.Needed("NetworkInterfaceId")],
            },
            ct);
        var there = found.NetworkInterfaces![0].Attachment;
        return there?.InstanceId == work.Properties.Text("InstanceId") ? there : null;
    }
}
