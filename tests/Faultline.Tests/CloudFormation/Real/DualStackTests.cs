using Faultline.Api.Ec2;
using Faultline.Tests.Resources;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>Networks of both families of addresses, written as public templates write them.</summary>
public sealed class DualStackTests
{
    private const string Network = """
        Resources:
          Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Net, AmazonProvidedIpv6CidrBlock: true}}
          Front:
            Type: AWS::EC2::Subnet
            DependsOn: Six
            Properties:
              VpcId: !Ref Net
              CidrBlock: 10.0.0.0/24
              Ipv6CidrBlock: !Select [0, !Cidr [!Select [0, !GetAtt Net.Ipv6CidrBlocks], 4, 64]]
              AssignIpv6AddressOnCreation: true
          Back:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Net, CidrBlock: 10.0.1.0/24}
          BackSix:
            Type: AWS::EC2::SubnetCidrBlock
            DependsOn: Six
            Properties:
              SubnetId: !Ref Back
              Ipv6CidrBlock: !Select [1, !Cidr [!Select [0, !GetAtt Net.Ipv6CidrBlocks], 4, 64]]
          Out: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref Net}}
          Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Net}}
          Way:
            Type: AWS::EC2::Route
            DependsOn: BackSix
            Properties:
              RouteTableId: !Ref Table
              DestinationIpv6CidrBlock: ::/0
              EgressOnlyInternetGatewayId: !Ref Out
          Group:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: web
              VpcId: !Ref Net
              SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]
          Again:
            Type: AWS::EC2::SecurityGroupIngress
            Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}
          Address: {Type: AWS::EC2::EIP, Properties: {Domain: VPC}}
        Outputs:
          Whole: {Value: !Select [0, !GetAtt Net.Ipv6CidrBlocks]}
          Back: {Value: !Select [0, !GetAtt Back.Ipv6CidrBlocks]}
        """;

    [Fact]
    public void A_network_of_both_families_is_made_changed_and_deleted() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Becomes("CREATE_COMPLETE", stack.Create(WithoutBack(Network)));
        var whole = await stack.Output("Whole");
        Assert.EndsWith("::/56", whole, StringComparison.Ordinal);
        Assert.Equal(whole.Replace("/56", "/64", StringComparison.Ordinal), await Block(grounds, stack, "Front"));
        Assert.Single((await Group(grounds, stack)).IpPermissions!);

        // What a block says of its subnet is known as soon as it is there.
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Network));
        Assert.Equal(await Block(grounds, stack, "Back"), await stack.Output("Back"));
        await stack.Delete();
    });

    [Fact]
    public void A_rule_that_is_replaced_by_itself_stays() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        string Rule(string peer, string more = "") => $$$"""
            Resources:
              Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
              Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: web, VpcId: !Ref Net}}
              Rule:
                Type: AWS::EC2::SecurityGroupIngress
                Properties: {GroupId: !Ref Group, IpProtocol: '-1', CidrIp: {{{peer}}} }
            {{{more}}}
            """;
        await stack.Becomes("CREATE_COMPLETE", stack.Create(Rule("10.17.0.0/15")));
        const string Bad = """
              Bad: {Type: AWS::EC2::Subnet, DependsOn: Rule, Properties: {VpcId: vpc-1, CidrBlock: 1.0.0.0/8}}
            """;
        await stack.Becomes("UPDATE_ROLLBACK_COMPLETE", stack.Update(Rule("10.16.0.0/15", Bad)));
        Assert.Equal("10.16.0.0/15", (await Group(grounds, stack)).IpPermissions!.Single().IpRanges!.Single().CidrIp);
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Rule("10.16.0.0/15")));
        Assert.Equal("10.16.0.0/15", (await Group(grounds, stack)).IpPermissions!.Single().IpRanges!.Single().CidrIp);
        await stack.Delete();
    }, seeds: 1);

    /// <summary>Without the block of the second subnet, and what asks for it.</summary>
    private static string WithoutBack(string template)
    {
        var (from, to) = (template.IndexOf("  BackSix:", StringComparison.Ordinal),
            template.IndexOf("  Out:", StringComparison.Ordinal));
        return template.Remove(from, to - from)
            .Replace("    DependsOn: BackSix\n", "", StringComparison.Ordinal)
            .Replace("  Back: {Value: !Select [0, !GetAtt Back.Ipv6CidrBlocks]}", "", StringComparison.Ordinal);
    }

    private static async Task<string?> Block(Grounds grounds, RealStack stack, string subnet) =>
        (await grounds.Ask<DescribeSubnetsResult>(
            Ec2Model.Service, "DescribeSubnets",
            new DescribeSubnetsRequest { SubnetIds = [await stack.IdOf(subnet)] }))
        .Subnets!.Single().Ipv6CidrBlockAssociationSet!.Single().Ipv6CidrBlock;

    private static async Task<SecurityGroup> Group(Grounds grounds, RealStack stack) =>
        (await grounds.Ask<DescribeSecurityGroupsResult>(
            Ec2Model.Service, "DescribeSecurityGroups",
            new DescribeSecurityGroupsRequest { GroupIds = [await stack.IdOf("Group")] }))
        .SecurityGroups!.Single();
}
