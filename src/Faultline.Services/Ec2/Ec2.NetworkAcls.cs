using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<NetworkAcl> aclListing = new(
        Noun.NetworkAcl, acl => acl.NetworkAclId!, NetworkAclFilters.All, NetworkPages.Most);

    public override async ValueTask<CreateNetworkAclResult> CreateNetworkAcl(
        Call call, CreateNetworkAclRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.NetworkAcl);
        var tags = Tagging.For(call, ResourceType.NetworkAcl, request.TagSpecifications);
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var before = ClientTokens.Outcome(state, call, request.ClientToken, request);
        if (state.NetworkAcls.Find(before) is not { } acl)
        {
            var vpc = state.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
            DryRun.Stop(request.DryRun);
            acl = NewNetworkAcl.Make(state, vpc, isDefault: false, tags, call.Dice);
            ClientTokens.Note(state, call, request.ClientToken, request, acl.Id);
        }

        await held.Keep();
        return new() { NetworkAcl = acl.Shown, ClientToken = request.ClientToken };
    }

    public override async ValueTask DeleteNetworkAcl(Call call, DeleteNetworkAclRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var acl = held.State.NetworkAcls.Need(Noun.NetworkAcl, call.Account, request.NetworkAclId);
        if (acl.Shown.IsDefault == true)
        {
            throw Refusal.Value($"cannot delete default network ACL {acl.Id}");
        }

        if (acl.Shown.Associations is [_, ..])
        {
            throw NetworkRefusal.Used($"The networkAcl '{acl.Id}' has dependencies and cannot be deleted.");
        }

        DryRun.Stop(request.DryRun);
        held.State.NetworkAcls.Remove(acl.Id);
        await held.Keep();
    }

    public override async ValueTask<DescribeNetworkAclsResult> DescribeNetworkAcls(
        Call call, DescribeNetworkAclsRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = aclListing.Of(
            call,
            held.State.NetworkAcls.Of(call.Account).Select(row => row.Shown),
            request.NetworkAclIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { NetworkAcls = page, NextToken = next };
    }

    public override async ValueTask CreateNetworkAclEntry(
        Call call, CreateNetworkAclEntryRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var acl = held.State.NetworkAcls.Need(Noun.NetworkAcl, call.Account, request.NetworkAclId);
        var entry = new AclEntries(acl, request.RuleNumber, request.Egress).Add(new()
        {
            Protocol = request.Protocol,
            RuleAction = request.RuleAction,
            CidrBlock = request.CidrBlock,
            Ipv6CidrBlock = request.Ipv6CidrBlock,
            PortRange = request.PortRange,
            IcmpTypeCode = request.IcmpTypeCode,
        });
        DryRun.Stop(request.DryRun);
        held.State.NetworkAcls.Put(acl.With(shown => shown.Entries = [.. shown.Entries!, entry]));
        await held.Keep();
        TellNetworks();
    }

    public override async ValueTask ReplaceNetworkAclEntry(
        Call call, ReplaceNetworkAclEntryRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var acl = held.State.NetworkAcls.Need(Noun.NetworkAcl, call.Account, request.NetworkAclId);
        var entries = new AclEntries(acl, request.RuleNumber, request.Egress);
        var before = entries.Need();
        var entry = entries.Read(new()
        {
            Protocol = request.Protocol,
            RuleAction = request.RuleAction,
            CidrBlock = request.CidrBlock,
            Ipv6CidrBlock = request.Ipv6CidrBlock,
            PortRange = request.PortRange,
            IcmpTypeCode = request.IcmpTypeCode,
        });
        DryRun.Stop(request.DryRun);
        held.State.NetworkAcls.Put(acl.With(shown =>
            shown.Entries = [.. shown.Entries!.Select(each => each == before ? entry : each)]));
        await held.Keep();
        TellNetworks();
    }

    public override async ValueTask DeleteNetworkAclEntry(
        Call call, DeleteNetworkAclEntryRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var acl = held.State.NetworkAcls.Need(Noun.NetworkAcl, call.Account, request.NetworkAclId);
        var entry = new AclEntries(acl, request.RuleNumber, request.Egress).Need();
        DryRun.Stop(request.DryRun);
        held.State.NetworkAcls.Put(acl.With(shown =>
            shown.Entries = [.. shown.Entries!.Where(each => each != entry)]));
        await held.Keep();
        TellNetworks();
    }

    public override async ValueTask<ReplaceNetworkAclAssociationResult> ReplaceNetworkAclAssociation(
        Call call, ReplaceNetworkAclAssociationRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var from = state.NetworkAcls.Of(call.Account).FirstOrDefault(row => row.Shown.Associations!.Exists(
            each => each.NetworkAclAssociationId == request.AssociationId))
            ?? throw NetworkRefusal.NoAssociation(request.AssociationId);
        var to = state.NetworkAcls.Need(Noun.NetworkAcl, call.Account, request.NetworkAclId);
        if (from.Shown.VpcId != to.Shown.VpcId)
        {
            throw Refusal.Value($"networkAcl {to.Id} and networkAcl {from.Id} belong to different networks");
        }

        DryRun.Stop(request.DryRun);
        var association = from.Shown.Associations!.Find(
            each => each.NetworkAclAssociationId == request.AssociationId)!;
        state.NetworkAcls.Put(from.With(shown =>
            shown.Associations = [.. shown.Associations!.Where(each => each != association)]));
        var id = NewNetworkAcl.Associate(state, to.Id, association.SubnetId!, call.Dice);
        await held.Keep();
        TellNetworks();
        return new() { NewAssociationId = id };
    }
}
