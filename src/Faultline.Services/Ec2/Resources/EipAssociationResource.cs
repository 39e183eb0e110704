using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// Where an Elastic IP address leads. <c>Ref</c> gives the id of the association that was made first. An address leads
/// to one place: to another one it is moved, so that it can be moved back, and it is known by its address.
/// </summary>
internal sealed class EipAssociationResource(Ec2Api ec2) : Ec2Type(
    ec2, "EIPAssociation", "AllocationId", "EIP", "InstanceId", "NetworkInterfaceId", "PrivateIpAddress")
{
    protected override IReadOnlyList<string> InPlace => ["InstanceId", "NetworkInterfaceId", "PrivateIpAddress"];

    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        changed.Contains("AllocationId") || changed.Contains("EIP");

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct)
    {
        var address = await Present(work, ct);
        return LeadsThere(address, work.Properties) ? address.AssociationId : null;
    }

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var made = await work.Ask(
            Ec2.AssociateAddress,
            new AssociateAddressRequest
            {
                AllocationId = (await Present(work, ct)).AllocationId,
                InstanceId = work.Properties.Text("InstanceId"),
                NetworkInterfaceId = work.Properties.Text("NetworkInterfaceId"),
                PrivateIpAddress = work.Properties.Text("PrivateIpAddress"),
            },
            ct);
        return made.AssociationId!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (before.Names.Any() && await Find(work, ct) is null)
        {
            await Make(work, ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        if (await Find(work, ct) is { } id)
        {
            await work.Ask(Ec2.DisassociateAddress, new DisassociateAddressRequest { AssociationId = id }, ct);
        }
    }

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var address = await Present(work, ct);
        if (address.AssociationId is null)
        {
            return null;
        }

        var shown = Nodes.Set(
            ("Id", address.AssociationId),
            ("InstanceId", address.InstanceId),
            ("PrivateIpAddress", address.PrivateIpAddress));
        if (work.Properties.Has("NetworkInterfaceId"))
        {
            shown["NetworkInterfaceId"] = address.NetworkInterfaceId;
            shown.Remove("InstanceId");
        }

        var named = work.Properties.Has("AllocationId");
        shown[named ? "AllocationId" : "EIP"] = named ? address.AllocationId : address.PublicIp;
        return shown;
    }

    private static bool LeadsThere(Address address, Properties wanted) =>
        address.AssociationId is not null
        && (wanted.Text("InstanceId") ?? address.InstanceId) == address.InstanceId
        && (wanted.Text("NetworkInterfaceId") ?? address.NetworkInterfaceId) == address.NetworkInterfaceId
        && (wanted.Text("PrivateIpAddress") ?? address.PrivateIpAddress) == address.PrivateIpAddress;

    private async ValueTask<Address> Present(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeAddresses,
            work.Properties.Text("AllocationId") is { } id
                ? new DescribeAddressesRequest { AllocationIds = [id] }
                : new() { PublicIps = [work.Properties.Needed("EIP")] },
            ct);
        return found.Addresses![0];
    }
}
