using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// Makes a VPC with all that AWS makes along with it: its attributes, main route table, default network ACL and default
/// security group. Pure.
/// </summary>
internal sealed record NewVpc(string Region, string Account, Cidr Block)
{
    public string Tenancy { get; init; } = Api.Ec2.Tenancy.Default;

    public bool IsDefault { get; init; }

    public List<Tag> Tags { get; init; } = [];

    public Owned<Vpc> Make(Ec2State state, Dice dice)
    {
        var vpc = new Owned<Vpc>(dice.Resource("vpc"), Account, new());
        vpc = vpc.With(shown =>
        {
            shown.VpcId = vpc.Id;
            shown.OwnerId = Account;
            shown.State = VpcState.Available;
            shown.CidrBlock = Block.ToString();
            shown.CidrBlockAssociationSet =
            [
                new()
                {
                    AssociationId = dice.Resource("vpc-cidr-assoc"),
                    CidrBlock = Block.ToString(),
                    CidrBlockState = new() { State = VpcCidrBlockStateCode.Associated },
                },
            ];
            shown.Ipv6CidrBlockAssociationSet = [];
            shown.InstanceTenancy = Tenancy;
            shown.IsDefault = IsDefault;
            shown.DhcpOptionsId = NewDhcpOptions.Default(state, Region, Account, dice).Id;
            shown.Tags = Tags;
        });
        state.Vpcs.Put(vpc);
        state.VpcAttributes.Put(new(vpc.Id, Account, new()
        {
            VpcId = vpc.Id,
            EnableDnsSupport = new() { Value = true },
            // Names for hosts are on in a default VPC only ("DNS attributes for your VPC", Amazon VPC User Guide).
            EnableDnsHostnames = new() { Value = IsDefault },
            EnableNetworkAddressUsageMetrics = new() { Value = false },
        }));
        NewRouteTable.Make(state, vpc, main: true, [], dice);
        NewNetworkAcl.Make(state, vpc, isDefault: true, [], dice);
        MakeGroup(state, vpc, dice);
        return vpc;
    }

    /// <summary>The group that lets its members talk to each other, and everybody out.</summary>
    private void MakeGroup(Ec2State state, Owned<Vpc> vpc, Dice dice)
    {
        var group = new NewSecurityGroup(Region, vpc, "default", "default VPC security group").Make(state, dice);
        NewSecurityGroup.AddRule(
            state,
            Region,
            group,
            new() { IsEgress = false, ReferencedGroupInfo = new() { GroupId = group.Id, UserId = Account } },
            dice);
    }
}
