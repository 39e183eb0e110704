using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// An Elastic IP address. <c>Ref</c> gives the address, <c>AllocationId</c> its id. Every one is of a VPC, whatever its
/// template says of a domain, as in AWS since EC2-Classic is gone: also under <c>VPC</c>, or the id of one.
/// </summary>
internal sealed class EipResource(Ec2Api ec2) : Ec2Type(ec2, "EIP", "Address", "Domain", "InstanceId", "Tags")
{
    protected override IReadOnlyList<string> InPlace => ["InstanceId"];

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.DescribeAddresses, new DescribeAddressesRequest { Filters = Mark.Of(work) }, ct))
        .Addresses!.FirstOrDefault()?.PublicIp;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var made = await work.Ask(
            Ec2.AllocateAddress,
            new AllocateAddressRequest
            {
                Domain = DomainType.Vpc,
                Address = work.Properties.Text("Address"),
                TagSpecifications = Mark.On("elastic-ip", work),
            },
            ct);
        return made.PublicIp!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (!Differ(before, work.Properties, "InstanceId"))
        {
            return;
        }

        var address = await Present(work, ct);
        var wanted = work.Properties.Text("InstanceId");
        if (wanted is not null && address.InstanceId != wanted)
        {
            await work.Ask(
                Ec2.AssociateAddress,
                new AssociateAddressRequest { AllocationId = address.AllocationId, InstanceId = wanted },
                ct);
        }
        else if (wanted is null && address.InstanceId == before.Text("InstanceId"))
        {
            await Loosen(work, address, ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        var address = await Present(work, ct);
        await Loosen(work, address, ct);
        await work.Ask(Ec2.ReleaseAddress, new ReleaseAddressRequest { AllocationId = address.AllocationId }, ct);
    }

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var shown = Properties.Of(await Present(work, ct));
        if (!work.Properties.Has("InstanceId"))
        {
            // An association that is none of its own is none of its properties.
            shown.Remove("InstanceId");
        }

        return shown;
    }

    protected override async ValueTask<string?> Tagged(Work work, CancellationToken ct) =>
        (await Present(work, ct)).AllocationId;

    private async ValueTask Loosen(Work work, Address address, CancellationToken ct)
    {
        if (address.AssociationId is not null)
        {
            await work.Ask(
                Ec2.DisassociateAddress, new DisassociateAddressRequest { AssociationId = address.AssociationId }, ct);
        }
    }

    private async ValueTask<Address> Present(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.DescribeAddresses, new DescribeAddressesRequest { PublicIps = [work.Id!] }, ct)).Addresses![0];
}
