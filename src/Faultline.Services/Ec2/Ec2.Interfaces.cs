using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;
using InterfaceAttribute = Faultline.Api.Ec2.DescribeNetworkInterfaceAttributeResult;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<NetworkInterface> interfaceListing = new(
        Noun.Interface, eni => eni.NetworkInterfaceId!, InterfaceFilters.All, NetworkPages.Most);

    public override async ValueTask<CreateNetworkInterfaceResult> CreateNetworkInterface(
        Call call, CreateNetworkInterfaceRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.NetworkInterface);
        var requester = Requester.Of(call);
        var asked = (requester is null ? InterfaceRequest.Read(request) : Requester.Read(request, requester)) with
        {
            Tags = Tagging.For(call, ResourceType.NetworkInterface, request.TagSpecifications),
        };
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var before = ClientTokens.Outcome(state, call, request.ClientToken, request);
        if (state.Interfaces.Find(before) is not { } eni)
        {
            var subnet = state.Subnets.Need(Noun.Subnet, call.Account, request.SubnetId);
            Interfaces.Check(state, call.Account, subnet, request.Groups ?? [], asked);
            DryRun.Stop(request.DryRun);
            eni = Interfaces.Make(
                state, call.Account, subnet, request.Groups ?? [], asked, call.Now, call.Dice);
            eni = requester is null ? eni : Requester.Use(state, eni, requester, call.Now, call.Dice);
            ClientTokens.Note(state, call, request.ClientToken, request, eni.Id);
        }

        await held.Keep();
        return new() { NetworkInterface = eni.Shown, ClientToken = request.ClientToken };
    }

    public override async ValueTask DeleteNetworkInterface(
        Call call, DeleteNetworkInterfaceRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var eni = OwnInterface(held.State, call, request.NetworkInterfaceId);
        if (eni.Shown.Attachment is not null && eni.Shown.RequesterManaged != true)
        {
            throw Refusal.Value($"Network interface '{eni.Id}' is currently in use.");
        }

        DryRun.Stop(request.DryRun);
        Interfaces.Remove(held.State, eni.Id);
        await held.Keep();
    }

    public override async ValueTask<DescribeNetworkInterfacesResult> DescribeNetworkInterfaces(
        Call call, DescribeNetworkInterfacesRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = interfaceListing.Of(
            call,
            held.State.Interfaces.Of(call.Account).Select(row => row.Shown),
            request.NetworkInterfaceIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { NetworkInterfaces = page, NextToken = next };
    }

    public override async ValueTask<AttachNetworkInterfaceResult> AttachNetworkInterface(
        Call call, AttachNetworkInterfaceRequest request, CancellationToken ct)
    {
        if (request.NetworkCardIndex is > 0)
        {
            throw NetworkRefusal.NotHere("more than one network card");
        }

        var index = request.DeviceIndex ?? throw NetworkRefusal.MissingParameter("deviceIndex");
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var eni = OwnInterface(state, call, request.NetworkInterfaceId);
        var machine = state.Machines.Need(Noun.Instance, call.Account, request.InstanceId);
        InterfaceRequest.CheckAttach(state, eni, machine, index);
        DryRun.Stop(request.DryRun);
        eni = Interfaces.Attach(
            state, eni.Id, machine.Id, call.Account, index, deleteOnTermination: false, call.Now, call.Dice);
        await held.Keep();
        Tell();
        return new() { AttachmentId = eni.Shown.Attachment!.AttachmentId, NetworkCardIndex = 0 };
    }

    public override async ValueTask DetachNetworkInterface(
        Call call, DetachNetworkInterfaceRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var eni = held.State.Interfaces.Of(call.Account)
            .FirstOrDefault(row => row.Shown.Attachment?.AttachmentId == request.AttachmentId)
            ?? throw new AwsError(
                "InvalidAttachmentID.NotFound", 400,
                $"The attachment ID '{request.AttachmentId}' does not exist");
        OwnInterface(held.State, call, eni.Id);
        if (eni.Shown.Attachment!.DeviceIndex == 0)
        {
            throw NetworkRefusal.NotPermitted("The network interface at device index 0 cannot be detached.");
        }

        DryRun.Stop(request.DryRun);
        Interfaces.Detach(held.State, eni.Id);
        await held.Keep();
        Tell();
    }

    public override async ValueTask<InterfaceAttribute> DescribeNetworkInterfaceAttribute(
        Call call, DescribeNetworkInterfaceAttributeRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var eni = held.State.Interfaces.Need(Noun.Interface, call.Account, request.NetworkInterfaceId).Shown;
        var shown = request.Attribute switch
        {
            NetworkInterfaceAttribute.Description =>
                new InterfaceAttribute { Description = new() { Value = eni.Description } },
            NetworkInterfaceAttribute.GroupSet => new() { Groups = eni.Groups },
            NetworkInterfaceAttribute.SourceDestCheck =>
                new() { SourceDestCheck = new() { Value = eni.SourceDestCheck } },
            NetworkInterfaceAttribute.Attachment => new() { Attachment = eni.Attachment },
            NetworkInterfaceAttribute.AssociatePublicIpAddress => new() { AssociatePublicIpAddress = false },
            null => throw NetworkRefusal.MissingParameter("attribute"),
            { } unknown => throw Refusal.Value(
                $"Value ({unknown}) for parameter attribute is invalid. Unknown attribute."),
        };
        DryRun.Stop(request.DryRun);
        await held.Keep();
        shown.NetworkInterfaceId = eni.NetworkInterfaceId;
        return shown;
    }

    public override async ValueTask ModifyNetworkInterfaceAttribute(
        Call call, ModifyNetworkInterfaceAttributeRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var eni = OwnInterface(state, call, request.NetworkInterfaceId);
        var groups = request.Groups is { Count: > 0 } asked
            ? Interfaces.Groups(state, call.Account, state.Subnets.Find(eni.Shown.SubnetId)!, asked)
            : null;
        if (request.Attachment is { } attachment && eni.Shown.Attachment?.AttachmentId != attachment.AttachmentId)
        {
            throw new AwsError(
                "InvalidAttachmentID.NotFound", 400,
                $"The attachment ID '{attachment.AttachmentId}' does not exist");
        }

        DryRun.Stop(request.DryRun);
        var changed = eni.With(shown => InterfaceRequest.Apply(request, groups, shown));
        state.Interfaces.Put(changed);
        if (request.AssociatePublicIpAddress == false && Requester.Of(call) is { } requester)
        {
            Requester.Withdraw(state, changed, requester);
        }

        await held.Keep();
        Tell();
    }

    public override async ValueTask ResetNetworkInterfaceAttribute(
        Call call, ResetNetworkInterfaceAttributeRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var eni = OwnInterface(held.State, call, request.NetworkInterfaceId);
        DryRun.Stop(request.DryRun);
        held.State.Interfaces.Put(eni.With(shown => shown.SourceDestCheck = true));
        await held.Keep();
    }

    public override async ValueTask<AssignPrivateIpAddressesResult> AssignPrivateIpAddresses(
        Call call, AssignPrivateIpAddressesRequest request, CancellationToken ct)
    {
        if (request.Ipv4Prefixes is [_, ..] || request.Ipv4PrefixCount is not null)
        {
            throw NetworkRefusal.NotHere("prefixes of interfaces");
        }

        var (named, more) = (request.PrivateIpAddresses ?? [], request.SecondaryPrivateIpAddressCount);
        if (named.Count > 0 && more is not null)
        {
            throw NetworkRefusal.Combination("secondaryPrivateIpAddressCount", "privateIpAddress");
        }

        using var held = await TakeNetwork(call, ct);
        var eni = OwnInterface(held.State, call, request.NetworkInterfaceId);
        var addresses = InterfaceAddresses.Assign(
            held.State, eni, named, more ?? (named.Count == 0 ? 1 : 0), request.AllowReassignment == true);
        await held.Keep();
        Tell();
        return new()
        {
            NetworkInterfaceId = eni.Id,
            AssignedPrivateIpAddresses =
                [.. addresses.Select(address => new AssignedPrivateIpAddress { PrivateIpAddress = address })],
            AssignedIpv4Prefixes = [],
        };
    }

    public override async ValueTask UnassignPrivateIpAddresses(
        Call call, UnassignPrivateIpAddressesRequest request, CancellationToken ct)
    {
        var addresses = request.PrivateIpAddresses ?? [];
        using var held = await TakeNetwork(call, ct);
        var eni = OwnInterface(held.State, call, request.NetworkInterfaceId);
        InterfaceAddresses.CheckUnassign(eni, addresses);
        InterfaceAddresses.Remove(held.State, eni.Id, addresses);
        await held.Keep();
        Tell();
    }

    /// <summary>
    /// An interface of the account that the caller may change: those that AWS made for it are AWS's to change.
    /// </summary>
    private static Owned<NetworkInterface> OwnInterface(Ec2State state, Call call, string id)
    {
        var eni = state.Interfaces.Need(Noun.Interface, call.Account, id);
        return eni.Shown.RequesterManaged != true || eni.Shown.RequesterId == Requester.Of(call)
            ? eni
            : throw OfAmazon();
    }

    private static AwsError OfAmazon() =>
        new("AuthFailure", 400, "You do not have permission to access the specified resource.");
}
