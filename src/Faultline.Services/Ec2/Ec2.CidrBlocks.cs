using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<AssociateVpcCidrBlockResult> AssociateVpcCidrBlock(
        Call call, AssociateVpcCidrBlockRequest request, CancellationToken ct)
    {
        NoAddressManager(request.Ipv4IpamPoolId ?? request.Ipv6IpamPoolId);
        NoOwnIpv6(request.Ipv6CidrBlock ?? request.Ipv6Pool, request.Ipv6CidrBlockNetworkBorderGroup);
        if (request.AmazonProvidedIpv6CidrBlock == true)
        {
            return request.CidrBlock is null
                ? await AssociateIpv6(call, request, ct)
                : throw NetworkRefusal.Combination("cidrBlock", "amazonProvidedIpv6CidrBlock");
        }

        var block = VpcBlocks.Read(request.CidrBlock);
        using var held = await TakeNetwork(call, ct);
        var vpc = held.State.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        VpcBlocks.Check(held.State, vpc, block);
        var association = VpcBlocks.Add(held.State, vpc, block, call.Dice);
        await held.Keep();
        return new() { VpcId = vpc.Id, CidrBlockAssociation = association };
    }

    public override async ValueTask<DisassociateVpcCidrBlockResult> DisassociateVpcCidrBlock(
        Call call, DisassociateVpcCidrBlockRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var answer = VpcIpv6Blocks.Find(held.State, call.Account, request.AssociationId) is var (vpc, association)
            ? Disassociate(held.State, vpc, association)
            : Disassociate(held.State, call.Account, request.AssociationId);
        await held.Keep();
        return answer;
    }

    public override async ValueTask<AssociateSubnetCidrBlockResult> AssociateSubnetCidrBlock(
        Call call, AssociateSubnetCidrBlockRequest request, CancellationToken ct)
    {
        NoAddressManager(request.Ipv6IpamPoolId);
        using var held = await TakeNetwork(call, ct);
        var subnet = held.State.Subnets.Need(Noun.Subnet, call.Account, request.SubnetId);
        SubnetIpv6Blocks.CheckRoom(subnet);
        var block = SubnetIpv6Blocks.Read(
            held.State, held.State.Vpcs.Find(subnet.Shown.VpcId)!, request.Ipv6CidrBlock);
        var association = SubnetIpv6Blocks.Add(held.State, subnet.Id, block, call.Dice);
        await held.Keep();
        return new() { SubnetId = subnet.Id, Ipv6CidrBlockAssociation = association };
    }

    public override async ValueTask<DisassociateSubnetCidrBlockResult> DisassociateSubnetCidrBlock(
        Call call, DisassociateSubnetCidrBlockRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (subnet, association) = SubnetIpv6Blocks.Find(held.State, call.Account, request.AssociationId);
        SubnetIpv6Blocks.Remove(held.State, subnet, association);
        await held.Keep();
        return new()
        {
            SubnetId = subnet.Id,
            Ipv6CidrBlockAssociation = new()
            {
                AssociationId = association.AssociationId,
                Ipv6CidrBlock = association.Ipv6CidrBlock,
                Ipv6CidrBlockState = new() { State = SubnetCidrBlockStateCode.Disassociating },
            },
        };
    }

    /// <summary>
    /// The operation has no client token, and nothing says afterwards who asked for a block: a part of AWS repeats it
    /// under the token of its call.
    /// </summary>
    private async ValueTask<AssociateVpcCidrBlockResult> AssociateIpv6(
        Call call, AssociateVpcCidrBlockRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var vpc = state.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        var before = ClientTokens.Outcome(state, call, call.Token, request);
        if (vpc.Shown.Ipv6CidrBlockAssociationSet!.Find(each => each.AssociationId == before) is not { } association)
        {
            VpcIpv6Blocks.Check(vpc);
            association = VpcIpv6Blocks.Add(state, region, vpc, call.Dice);
            ClientTokens.Note(state, call, call.Token, request, association.AssociationId!);
        }

        await held.Keep();
        TellNetworks();
        return new() { VpcId = vpc.Id, Ipv6CidrBlockAssociation = association };
    }

    private static DisassociateVpcCidrBlockResult Disassociate(
        Ec2State state, Owned<Vpc> vpc, VpcIpv6CidrBlockAssociation association)
    {
        VpcIpv6Blocks.Remove(state, vpc, association);
        return new()
        {
            VpcId = vpc.Id,
            Ipv6CidrBlockAssociation = new()
            {
                AssociationId = association.AssociationId,
                Ipv6CidrBlock = association.Ipv6CidrBlock,
                Ipv6CidrBlockState = new() { State = VpcCidrBlockStateCode.Disassociating },
            },
        };
    }

    private static DisassociateVpcCidrBlockResult Disassociate(Ec2State state, string account, string id)
    {
        var (vpc, association) = VpcBlocks.Find(state, account, id);
        VpcBlocks.Remove(state, vpc, association);
        return new()
        {
            VpcId = vpc.Id,
            CidrBlockAssociation = new()
            {
                AssociationId = association.AssociationId,
                CidrBlock = association.CidrBlock,
                CidrBlockState = new() { State = VpcCidrBlockStateCode.Disassociating },
            },
        };
    }
}
