using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Network ACLs and their numbered rules; and sets of DHCP options, which are as plain.</summary>
public sealed class NetworkAclTests
{
    [Fact]
    public async Task Rules_are_added_replaced_and_deleted_by_number_and_direction()
    {
        var cloud = new NetworkCloud();
        var acl = await Acl(cloud, await cloud.Vpc());
        Assert.Equal(2, acl.Entries!.Count);
        await cloud.Do(cloud.Ec2.CreateNetworkAclEntry, Entry(acl, 100));
        await cloud.Do(cloud.Ec2.CreateNetworkAclEntry, Entry(acl, 100, egress: true));
        await cloud.Do(cloud.Ec2.ReplaceNetworkAclEntry, new ReplaceNetworkAclEntryRequest
        {
            NetworkAclId = acl.NetworkAclId!, RuleNumber = 100, Protocol = "-1", RuleAction = "deny",
            CidrBlock = "10.0.0.1/8",
        });
        var shown = (await Find(cloud, acl)).Entries!.Single(each => each.RuleNumber == 100 && each.Egress == false);
        Assert.Equal(("-1", "deny", "10.0.0.0/8"), (shown.Protocol, shown.RuleAction, shown.CidrBlock));
        await cloud.Do(cloud.Ec2.DeleteNetworkAclEntry, new DeleteNetworkAclEntryRequest
        {
            NetworkAclId = acl.NetworkAclId!, RuleNumber = 100, Egress = true,
        });
        Assert.Equal(3, (await Find(cloud, acl)).Entries!.Count);
    }

    [Fact]
    public async Task A_subnet_is_moved_under_another_acl()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var (subnet, acl) = (await cloud.Subnet(vpc), await Acl(cloud, vpc));
        var before = (await cloud.Ask(cloud.Ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest
        {
            Filters = Ec2Call.Filters($"association.subnet-id={subnet}"),
        })).NetworkAcls!.Single();
        await cloud.Ask(cloud.Ec2.ReplaceNetworkAclAssociation, new ReplaceNetworkAclAssociationRequest
        {
            AssociationId = before.Associations!.Single().NetworkAclAssociationId!, NetworkAclId = acl.NetworkAclId!,
        });
        Assert.Equal(subnet, (await Find(cloud, acl)).Associations!.Single().SubnetId);
        Func<Task> delete = () => cloud.Do(
            cloud.Ec2.DeleteNetworkAcl, new DeleteNetworkAclRequest { NetworkAclId = acl.NetworkAclId! });
        Assert.Equal(
            "DependencyViolation: The networkAcl 'acl-ID' has dependencies and cannot be deleted.",
            await NetworkCloud.Refused(delete));
        await cloud.Do(cloud.Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = subnet });
        await delete();
        Assert.Equal(
            "InvalidParameterValue: cannot delete default network ACL acl-ID",
            await NetworkCloud.Refused(() => cloud.Do(
                cloud.Ec2.DeleteNetworkAcl, new DeleteNetworkAclRequest { NetworkAclId = before.NetworkAclId! })));
    }

    [Fact]
    public async Task A_rule_is_refused()
    {
        var cloud = new NetworkCloud();
        var acl = await Acl(cloud, await cloud.Vpc());
        await cloud.Do(cloud.Ec2.CreateNetworkAclEntry, Entry(acl, 100));
        Func<Task> Add(CreateNetworkAclEntryRequest request) => () => cloud.Do(
            cloud.Ec2.CreateNetworkAclEntry, request);
        CreateNetworkAclEntryRequest With(Action<CreateNetworkAclEntryRequest> change)
        {
            var entry = Entry(acl, 200);
            change(entry);
            return entry;
        }

        (string, Func<Task>)[] rows =
        [
            ("NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.",
                Add(Entry(acl, 100))),
            ("InvalidParameterValue: Value (32767) for parameter ruleNumber is invalid.", Add(Entry(acl, 32767))),
            ("InvalidParameterValue: Value (0) for parameter ruleNumber is invalid.", Add(Entry(acl, 0))),
            ("InvalidParameterValue: Value (maybe) for parameter ruleAction is invalid.",
                Add(With(entry => entry.RuleAction = "maybe"))),
            ("InvalidParameterValue: Value (abc) for parameter protocol is invalid.",
                Add(With(entry => entry.Protocol = "abc"))),
            ("MissingParameter: The request must contain the parameter portRange",
                Add(With(entry => entry.PortRange = null))),
            ("InvalidParameterValue: Value (9-1) for parameter portRange is invalid.",
                Add(With(entry => entry.PortRange = new() { From = 9, To = 1 }))),
            ("MissingParameter: The request must contain the parameter icmpTypeCode",
                Add(With(entry => entry.Protocol = "1"))),
            ("MissingParameter: The request must contain the parameter cidrBlock",
                Add(With(entry => entry.CidrBlock = null))),
            ("InvalidParameterValue: Value (x) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
                Add(With(entry => entry.CidrBlock = "x"))),
            ("InvalidNetworkAclEntry.NotFound: The network acl entry identified by 7 does not exist.",
                () => cloud.Do(cloud.Ec2.DeleteNetworkAclEntry, new DeleteNetworkAclEntryRequest
                {
                    NetworkAclId = acl.NetworkAclId!, RuleNumber = 7, Egress = false,
                })),
            ("InvalidAssociationID.NotFound: The association ID 'aclassoc-1' does not exist",
                () => cloud.Ask(cloud.Ec2.ReplaceNetworkAclAssociation, new ReplaceNetworkAclAssociationRequest
                {
                    AssociationId = "aclassoc-1", NetworkAclId = acl.NetworkAclId!,
                })),
        ];
        foreach (var (refusal, act) in rows)
        {
            Assert.Equal(refusal, await NetworkCloud.Refused(act));
        }

        for (var number = 101; number < 120; number++)
        {
            await cloud.Do(cloud.Ec2.CreateNetworkAclEntry, Entry(acl, number));
        }

        Assert.StartsWith(
            "NetworkAclEntryLimitExceeded", await NetworkCloud.Refused(Add(Entry(acl, 120))), StringComparison.Ordinal);
        await cloud.Do(cloud.Ec2.CreateNetworkAclEntry, Entry(acl, 120, egress: true));
    }

    [Fact]
    public async Task Dhcp_options_stay_while_a_vpc_has_them()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        CreateDhcpOptionsRequest With(string key, params string[] values) => new()
        {
            DhcpConfigurations = [new() { Key = key, Values = [.. values] }],
        };
        var id = (await cloud.Ask(cloud.Ec2.CreateDhcpOptions, With("ntp-servers", "10.0.0.9")))
            .DhcpOptions!.DhcpOptionsId!;
        Task Associate(string options) => cloud.Do(
            cloud.Ec2.AssociateDhcpOptions, new AssociateDhcpOptionsRequest { DhcpOptionsId = options, VpcId = vpc });
        Func<Task> delete = () => cloud.Do(
            cloud.Ec2.DeleteDhcpOptions, new DeleteDhcpOptionsRequest { DhcpOptionsId = id });
        await Associate(id);
        Assert.Equal(
            "DependencyViolation: The dhcpOptions 'dopt-ID' has dependencies and cannot be deleted.",
            await NetworkCloud.Refused(delete));
        await Associate("default");
        await delete();
        Assert.Equal(
            "InvalidDhcpOptionID.NotFound: The dhcpOption ID 'dopt-ID' does not exist",
            await NetworkCloud.Refused(() => Associate(id)));
        Assert.Equal(
            "InvalidParameterValue: Value (colour) for parameter name is invalid. Unknown DHCP option",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateDhcpOptions, With("colour", "red"))));
    }

    private static CreateNetworkAclEntryRequest Entry(NetworkAcl acl, int number, bool egress = false) => new()
    {
        NetworkAclId = acl.NetworkAclId!,
        RuleNumber = number,
        Egress = egress,
        Protocol = "6",
        RuleAction = "allow",
        CidrBlock = "0.0.0.0/0",
        PortRange = new() { From = 80, To = 80 },
    };

    private static async Task<NetworkAcl> Acl(NetworkCloud cloud, string vpc) => (await cloud.Ask(
        cloud.Ec2.CreateNetworkAcl, new CreateNetworkAclRequest { VpcId = vpc })).NetworkAcl!;

    private static async Task<NetworkAcl> Find(NetworkCloud cloud, NetworkAcl acl) => (await cloud.Ask(
        cloud.Ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest { NetworkAclIds = [acl.NetworkAclId!] }))
        .NetworkAcls!.Single();
}
