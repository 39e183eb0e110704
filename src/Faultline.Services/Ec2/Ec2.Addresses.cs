using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Services.Ec2.Addresses;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Filters<Address> addressFilters = new Filters<Address>()
        .On("allocation-id", it => it.AllocationId)
        .On("association-id", it => it.AssociationId)
        .On("domain", it => it.Domain)
        .On("instance-id", it => it.InstanceId)
        .On("network-border-group", it => it.NetworkBorderGroup)
        .On("network-interface-id", it => it.NetworkInterfaceId)
        .On("network-interface-owner-id", it => it.NetworkInterfaceOwnerId)
        .On("private-ip-address", it => it.PrivateIpAddress)
        .On("public-ip", it => it.PublicIp)
        .OnTags(it => it.Tags);

    public override async ValueTask<AllocateAddressResult> AllocateAddress(
        Call call, AllocateAddressRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var state = held.State;
        Tagging.Check(request.TagSpecifications, "elastic-ip");
        if (state.Addresses.Of(call.Account).Count() >= options.AddressesMax)
        {
            throw new AwsError(
                "AddressLimitExceeded", 400, "The maximum number of addresses has been reached.");
        }

        var publicIp = request.Address is { } wanted ? Recovered(state, wanted) : addresses.Draw(state);
        DryRun.Stop(request.DryRun);
        var id = call.Dice.Resource("eipalloc");
        state.Addresses.Put(new(id, call.Account, new()
        {
            AllocationId = id,
            Domain = DomainType.Vpc,
            PublicIp = publicIp,
            PublicIpv4Pool = "amazon",
            NetworkBorderGroup = region,
            Tags = Tagging.For(call, "elastic-ip", request.TagSpecifications),
        }));
        await held.Keep();
        return new()
        {
            AllocationId = id,
            Domain = DomainType.Vpc,
            PublicIp = publicIp,
            PublicIpv4Pool = "amazon",
            NetworkBorderGroup = region,
        };
    }

    public override async ValueTask<AssociateAddressResult> AssociateAddress(
        Call call, AssociateAddressRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        if (Requester.Of(call) is { } requester)
        {
            var eni = Target(state, call, request);
            if (request.AllocationId is null)
            {
                Requester.Publish(state, eni, request.PublicIp!, requester);
            }
            else
            {
                PublicAddresses.Associate(
                    state, Find(state, call, request.AllocationId, null), eni, eni.Shown.PrivateIpAddress!, call.Dice);
                Tell();
            }

            await held.Keep();
            return new();
        }

        var address = OwnAddress(state, Find(state, call, request.AllocationId, request.PublicIp));
        var target = Target(state, call, request);
        var privateAddress = request.PrivateIpAddress ?? target.Shown.PrivateIpAddress!;
        if (target.Shown.PrivateIpAddresses?.Exists(each => each.PrivateIpAddress == privateAddress) != true)
        {
            throw Refusal.Value($"The address '{privateAddress}' is not one of '{target.Id}'.");
        }

        // In a VPC an address moves unless the caller forbids it.
        if (address.Shown.AssociationId is not null && address.Shown.NetworkInterfaceId != target.Id
            && request.AllowReassociation == false)
        {
            throw new AwsError(
                "Resource.AlreadyAssociated", 400,
                $"resource {address.Id} is already associated with associate-id {address.Shown.AssociationId}");
        }

        if (state.Subnets.Find(target.Shown.SubnetId) is { } subnet && !IsPublic(state, subnet))
        {
            throw new AwsError(
                "Gateway.NotAttached", 400,
                $"Network {target.Shown.VpcId} is not attached to any internet gateway");
        }

        DryRun.Stop(request.DryRun);
        var association = PublicAddresses.Associate(state, address, target, privateAddress, call.Dice);
        around.Timeline.Note(new(HappeningKind.AddressMoved, call.Now)
        {
            Region = region,
            Resource = address.Id,
            Cause = call.RequestId,
            Says = $"{address.Shown.PublicIp} leads to {target.Shown.Attachment?.InstanceId ?? target.Id}",
        });
        await held.Keep();
        Tell();
        return new() { AssociationId = association };
    }

    public override async ValueTask DisassociateAddress(
        Call call, DisassociateAddressRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var address = state.Addresses.Of(call.Account).FirstOrDefault(each => request.AssociationId is { } id
                ? each.Shown.AssociationId == id
                : each.Shown.PublicIp == request.PublicIp && each.Shown.AssociationId is not null)
            ?? throw (request.AssociationId is null && request.PublicIp is null
                ? Refusal.Missing("AssociationId")
                : new AwsError(
                    "InvalidAssociationID.NotFound", 400,
                    $"The association ID '{request.AssociationId ?? request.PublicIp}' does not exist"));
        OwnAddress(state, address);
        DryRun.Stop(request.DryRun);
        PublicAddresses.Disassociate(state, address.Id);
        await held.Keep();
        Tell();
    }

    public override async ValueTask ReleaseAddress(Call call, ReleaseAddressRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var address = OwnAddress(held.State, Find(held.State, call, request.AllocationId, request.PublicIp));
        if (address.Shown.AssociationId is not null)
        {
            throw new AwsError(
                "InvalidIPAddress.InUse", 400,
                $"Address {address.Shown.PublicIp} is in use. Disassociate it first.");
        }

        DryRun.Stop(request.DryRun);
        held.State.Addresses.Remove(address.Id);
        await held.Keep();
    }

    public override async ValueTask<DescribeAddressesResult> DescribeAddresses(
        Call call, DescribeAddressesRequest request, CancellationToken ct)
    {
        var passes = addressFilters.Read(request.Filters);
        using var held = await TakeNetwork(call, ct);
        IEnumerable<Owned<Address>> all = held.State.Addresses.Of(call.Account);
        if (request.AllocationIds is { Count: > 0 } ids)
        {
            all = Noun.Allocation.Pick(all, each => each.Id, ids);
        }

        if (request.PublicIps is { Count: > 0 } asked)
        {
            var there = all.Select(each => each.Shown.PublicIp).ToHashSet();
            if (asked.Find(each => !there.Contains(each)) is { } missing)
            {
                throw NoAddress(missing);
            }

            all = all.Where(each => asked.Contains(each.Shown.PublicIp!));
        }

        DryRun.Stop(request.DryRun);
        List<Address> shown = [.. all.Select(each => each.Shown).Where(each => passes(each))];
        await held.Keep();
        return new() { Addresses = shown };
    }

    private static Owned<Address> Find(Ec2State state, Call call, string? allocation, string? publicIp)
    {
        if (allocation is null && publicIp is null)
        {
            throw Refusal.Missing("AllocationId");
        }

        return allocation is not null
            ? state.Addresses.Find(call.Account, allocation) ?? throw Noun.Allocation.Missing(allocation)
            : state.Addresses.Of(call.Account).FirstOrDefault(each => each.Shown.PublicIp == publicIp)
                ?? throw NoAddress(publicIp!);
    }

    /// <summary>
    /// An address that the account may move and release: not one that leads to an interface of AWS's own, as that of a
    /// NAT gateway. It is free when the gateway is gone.
    /// </summary>
    private static Owned<Address> OwnAddress(Ec2State state, Owned<Address> address) =>
        state.Interfaces.Find(address.Shown.NetworkInterfaceId)?.Shown.RequesterManaged != true
            ? address
            : throw OfAmazon();

    /// <summary>The interface that an address is to lead to: named, or the first of an instance.</summary>
    private static Owned<NetworkInterface> Target(Ec2State state, Call call, AssociateAddressRequest request)
    {
        if (request.NetworkInterfaceId is { } named)
        {
            return OwnInterface(state, call, named);
        }

        var machine = Find(state, call, request.InstanceId ?? throw Refusal.Missing("InstanceId"));
        if (!machine.Is(InstanceStateName.Running) && !machine.Is(InstanceStateName.Stopped)
            && !machine.Is(InstanceStateName.Stopping))
        {
            throw new AwsError(
                "InvalidInstanceID", 400,
                $"The instance '{machine.Id}' is not in a valid state for this operation; it is {machine.State}.");
        }

        return Interfaces.Of(state, machine.Id).FirstOrDefault()
            ?? throw new InvariantBroken($"{machine.Id} has no interface.");
    }

    /// <summary>Whether there is a way from the internet into the VPC of a subnet.</summary>
    private static bool IsPublic(Ec2State state, Owned<Subnet> subnet) => state.InternetGateways.All.Any(gateway =>
        gateway.Shown.Attachments?.Exists(each => each.VpcId == subnet.Shown.VpcId) == true);

    /// <summary>An address that was released can be had again, as long as nobody else has it.</summary>
    private string Recovered(Ec2State state, string wanted) => addresses.IsFree(state, wanted)
        ? wanted
        : throw NoAddress(wanted);

    private static AwsError NoAddress(string address) =>
        new("InvalidAddress.NotFound", 400, $"Address '{address}' not found.");
}
