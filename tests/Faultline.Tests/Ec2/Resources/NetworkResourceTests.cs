namespace Faultline.Tests.Ec2.Resources;

/// <summary>Networks of stacks: what is changed in place, what is moved and moved back, what is refused.</summary>
public sealed class NetworkResourceTests
{
    private readonly ResourceRig rig = new();

    [Fact]
    public async Task A_VPC_takes_its_attributes_and_tags_in_place_and_its_block_not()
    {
        await Make("Vpc", "Subnet");
        Assert.Equal("true", await rig.Read("Vpc", "EnableDnsHostnames"), ignoreCase: true);
        await rig.Cloud.Ec2.CreateTags(
            rig.Cloud.Call("CreateTags"),
            new() { Resources = [rig["Vpc"].Id!], Tags = [new() { Key = "mine", Value = "1" }] },
            ResourceRig.Ct);
        await rig.Change("Vpc", """
            {"CidrBlock": "10.0.0.0/16", "EnableDnsSupport": "false", "InstanceTenancy": "default",
             "Tags": [{"Key": "Stage", "Value": "test"}]}
            """);
        Assert.Equal("false", await rig.Read("Vpc", "EnableDnsHostnames"), ignoreCase: true);
        Assert.Equal("false", await rig.Read("Vpc", "EnableDnsSupport"), ignoreCase: true);

        // The template's tags are as it says; somebody else's stays.
        var tags = (await rig.Read("Vpc"))!["Tags"]!.AsArray().Select(tag => tag!["Key"]!.ToString());
        Assert.Equal(["Stage", "mine"], tags.Order(StringComparer.Ordinal));
        Assert.True(await rig.Replaces("Vpc", """{"CidrBlock": "10.9.0.0/16"}"""));
        Assert.True(await rig.Replaces("Vpc", """{"CidrBlock": "10.0.0.0/16", "InstanceTenancy": "dedicated"}"""));
    }

    [Fact]
    public async Task A_subnet_takes_its_switches_in_place()
    {
        await Make("Vpc", "Subnet");
        await rig.Change("Subnet", """
            {"VpcId": "@Vpc", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a",
             "PrivateDnsNameOptionsOnLaunch": {"HostnameType": "resource-name", "EnableResourceNameDnsARecord": "true"}}
            """);
        var shown = (await rig.Read("Subnet"))!;
        Assert.False(shown["MapPublicIpOnLaunch"]!.GetValue<bool>());
        Assert.Equal("resource-name", shown["PrivateDnsNameOptionsOnLaunch"]!["HostnameType"]!.ToString());
        Assert.True(shown["PrivateDnsNameOptionsOnLaunch"]!["EnableResourceNameDnsARecord"]!.GetValue<bool>());
        Assert.Empty(shown["Tags"]!.AsArray());
    }

    [Theory]
    [InlineData("Subnet", """{"VpcId": "@Vpc", "CidrBlock": "10.0.9.0/24", "OutpostArn": "arn:o"}""", "OutpostArn")]
    [InlineData("VPC", """{"CidrBlock": "10.0.9.0/24", "Ipv4IpamPoolId": "p"}""", "Ipv4IpamPoolId")]
    [InlineData("VPC", """{"CidrBlock": "10.9.0.0/16", "VpcEncryptionControl": {"Mode": "enforce"}}""", "Encryption")]
    [InlineData("VPCCidrBlock", """{"VpcId": "@Vpc", "Ipv6Pool": "p", "Ipv6CidrBlock": "::/56"}""", "Ipv6CidrBlock")]
    [InlineData("VPCGatewayAttachment", """{"VpcId": "@Vpc", "VpnGatewayId": "vgw-1"}""", "VpnGatewayId")]
    [InlineData("Route", """{"RouteTableId": "@Vpc", "TransitGatewayId": "tgw-1"}""", "TransitGatewayId")]
    [InlineData("NatGateway", """{"MaxDrainDurationSeconds": 5}""", "MaxDrainDurationSeconds")]
    [InlineData("EIP", """{"PublicIpv4Pool": "pool"}""", "PublicIpv4Pool")]
    [InlineData("Instance", """{"EnclaveOptions": {"Enabled": true}, "KernelId": "k"}""", "KernelId")]
    [InlineData("Volume", """{"OutpostArn": "arn:o"}""", "OutpostArn")]
    [InlineData("NetworkInterface", """{"Ipv4PrefixCount": "1"}""", "Ipv4PrefixCount")]
    [InlineData("PlacementGroup", """{"ParentGroupId": "pg-1"}""", "ParentGroupId")]
    [InlineData("VPCPeeringConnection", """{"PeerRoleArn": "arn:r"}""", "PeerRoleArn")]
    public async Task What_this_EC2_has_not_is_refused_by_name(string type, string json, string name)
    {
        await Make("Vpc");
        var work = await rig.Begin("Other", json);
        await Ec2Rig.Refused(
            "UnsupportedOperation", async () => await rig.Type(type).Create(work, ResourceRig.Ct), name);
    }

    [Fact]
    public async Task A_property_that_asks_for_nothing_may_stand()
    {
        await rig.Make("Vpc", "VPC", """{"CidrBlock": "10.9.0.0/16", "Ipv4NetmaskLength": 0, "Tags": []}""");
        await rig.Make("More", "VPCCidrBlock", """
            {"VpcId": "@Vpc", "CidrBlock": "10.8.0.0/16", "AmazonProvidedIpv6CidrBlock": "false"}
            """);
        await rig.DeleteAll();
    }

    [Theory]
    [InlineData("VPC")]
    [InlineData("standard")]
    [InlineData("@Vpc")]
    public async Task An_address_is_of_a_VPC_whatever_its_domain_says(string domain)
    {
        await Make("Vpc");
        await rig.Make("Address", "EIP", $$"""{"Domain": "{{domain}}"}""");
        Assert.Equal("vpc", await rig.Read("Address", "Domain"));
        await rig.DeleteAll();
    }

    [Fact]
    public async Task A_subnet_gets_another_IPv6_block_in_place_and_none()
    {
        await Make("Vpc", "Six");
        var whole = (await rig.Read("Six", "Ipv6CidrBlock"))!;
        var (first, second) = (whole.Replace("/56", "/64", StringComparison.Ordinal), whole.Replace(
            "/56", "/60", StringComparison.Ordinal));
        string Subnet(string more) => $$"""{"VpcId": "@Vpc", "CidrBlock": "10.0.5.0/24"{{more}}}""";
        string Block(string block) =>
            Subnet($", \"Ipv6CidrBlock\": \"{block}\", \"AssignIpv6AddressOnCreation\": true");
        await rig.Make("Dual", "Subnet", Block(first));
        Assert.Equal("true", await rig.Read("Dual", "AssignIpv6AddressOnCreation"), ignoreCase: true);
        Assert.Equal(first, await rig.Read("Dual", "Ipv6CidrBlock"));
        Assert.Equal($"[\"{whole}\"]", await rig.Read("Vpc", "Ipv6CidrBlocks"));
        await rig.Change("Dual", Block(second));
        Assert.Equal($"[\"{second}\"]", await rig.Read("Dual", "Ipv6CidrBlocks"));
        await rig.Change("Dual", Subnet(""));
        Assert.Equal("[]", await rig.Read("Dual", "Ipv6CidrBlocks"));
        Assert.Null(await rig.Read("Dual", "Ipv6CidrBlock"));
        await rig.DeleteAll();
    }

    [Fact]
    public async Task An_instance_has_the_addresses_of_IPv6_that_its_template_asks_for()
    {
        await Make("Vpc", "Six");
        var block = (await rig.Read("Six", "Ipv6CidrBlock"))!.Split("::")[0];
        await rig.Make("Dual", "Subnet", $$"""
            {"VpcId": "@Vpc", "CidrBlock": "10.0.5.0/24", "Ipv6CidrBlock": "{{block}}::/64"}
            """);
        await rig.Make("Some", "Instance", """
            {"ImageId": "ami-0fa01000000000003", "SubnetId": "@Dual", "Ipv6AddressCount": "2"}
            """);
        await rig.Make("Named", "Instance", $$"""
            {"ImageId": "ami-0fa01000000000003", "NetworkInterfaces": [
              {"DeviceIndex": "0", "SubnetId": "@Dual", "Ipv6Addresses": [{"Ipv6Address": "{{block}}::a"}]}]}
            """);
        Assert.Equal("2", await rig.Read("Some", "Ipv6AddressCount"));
        await rig.Make("Same", "Instance", $$"""
            {"ImageId": "ami-0fa01000000000003", "SubnetId": "@Dual", "Ipv6Addresses": [
              {"Ipv6Address": "{{block}}::b"}]}
            """);
        Assert.Equal($"[{{\"Ipv6Address\":\"{block}::b\"}}]", await rig.Read("Same", "Ipv6Addresses"));
        var interfaces = (await rig.Cloud.Ec2.DescribeNetworkInterfaces(
            rig.Cloud.Call("DescribeNetworkInterfaces"),
            new() { Filters = Ec2Call.Filters($"ipv6-addresses.ipv6-address={block}::a") },
            ResourceRig.Ct)).NetworkInterfaces!;
        Assert.Equal(rig["Named"].Id, Assert.Single(interfaces).Attachment!.InstanceId);
        await rig.DeleteAll();
    }

    [Fact]
    public async Task Two_blocks_that_Amazon_gives_a_VPC_are_two()
    {
        await Make("Vpc", "Six");
        await rig.Make("More", "VPCCidrBlock", """{"VpcId": "@Vpc", "AmazonProvidedIpv6CidrBlock": true}""");
        Assert.NotEqual(rig["Six"].Id, rig["More"].Id);
        Assert.NotEqual(await rig.Read("Six", "Ipv6CidrBlock"), await rig.Read("More", "Ipv6CidrBlock"));
        await rig.DeleteAll();
    }

    [Fact]
    public async Task A_gateway_moves_and_moves_back()
    {
        await Make("Vpc", "Gateway", "Attachment");
        await rig.Make("Other", "InternetGateway");
        await rig.Change("Attachment", """{"VpcId": "@Vpc", "InternetGatewayId": "@Other"}""");
        Assert.Equal(rig["Other"].Id, await rig.Read("Attachment", "InternetGatewayId"));
        Assert.Equal($"IGW|{rig["Vpc"].Id}", rig["Attachment"].Id);
        await rig.Change("Attachment", """{"VpcId": "@Vpc", "InternetGatewayId": "@Gateway"}""");
        await rig.Delete("Other");
        await rig.Delete("Attachment");
        await rig.Delete("Gateway");
    }

    [Fact]
    public async Task A_route_leads_elsewhere_in_place_and_one_of_somebody_else_is_no_route_of_ours()
    {
        await Make("Vpc", "Subnet", "Gateway", "Attachment", "Table", "Way");
        await rig.Make("Card", "NetworkInterface", """{"SubnetId": "@Subnet"}""");
        Assert.Equal($"{rig["Table"].Id}|0.0.0.0/0", rig["Way"].Id);
        await rig.Change("Way", """
            {"RouteTableId": "@Table", "DestinationCidrBlock": "0.0.0.0/0", "NetworkInterfaceId": "@Card"}
            """);
        Assert.Equal(rig["Card"].Id, await rig.Read("Way", "NetworkInterfaceId"));
        Assert.Null(await rig.Read("Way", "GatewayId"));
        var work = await rig.Begin("Twice", """
            {"RouteTableId": "@Table", "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "@Gateway"}
            """);
        await Ec2Rig.Refused(
            "RouteAlreadyExists", async () => await rig.Type("Route").Create(work, ResourceRig.Ct));
        Assert.True(await rig.Replaces("Way", """
            {"RouteTableId": "@Table", "DestinationCidrBlock": "10.9.0.0/16", "NetworkInterfaceId": "@Card"}
            """));
    }

    [Fact]
    public async Task A_subnet_goes_by_another_table_and_back()
    {
        await Make("Vpc", "Subnet", "Gateway", "Attachment", "Table", "Way", "Goes");
        await rig.Make("Other", "RouteTable", """{"VpcId": "@Vpc"}""");
        await rig.Change("Goes", """{"SubnetId": "@Subnet", "RouteTableId": "@Other"}""");
        Assert.Equal(rig["Other"].Id, await rig.Read("Goes", "RouteTableId"));
        await rig.Change("Goes", """{"SubnetId": "@Subnet", "RouteTableId": "@Table"}""");
        Assert.Equal(rig["Table"].Id, await rig.Read("Goes", "RouteTableId"));
        await rig.Delete("Other");
        await rig.Delete("Goes");
        await rig.Delete("Way");
        await rig.Delete("Table");
    }

    [Fact]
    public async Task A_subnet_without_its_ACL_is_under_the_default_one()
    {
        await Make("Vpc", "Subnet", "Acl", "Under");
        await rig.Make("Other", "NetworkAcl", """{"VpcId": "@Vpc"}""");
        var usual = await rig.Read("Vpc", "DefaultNetworkAcl");
        await rig.Change("Under", """{"SubnetId": "@Subnet", "NetworkAclId": "@Other"}""");
        Assert.Equal(rig["Other"].Id, await rig.Read("Under", "NetworkAclId"));
        await rig.TypeOf("Under").Delete(rig["Under"], ResourceRig.Ct);
        var acls = await rig.Cloud.Ec2.DescribeNetworkAcls(
            rig.Cloud.Call("DescribeNetworkAcls"), new() { NetworkAclIds = [usual!] }, ResourceRig.Ct);
        Assert.Contains(acls.NetworkAcls![0].Associations!, each => each.SubnetId == rig["Subnet"].Id);
    }

    [Fact]
    public async Task A_rule_of_an_ACL_says_something_else_in_place()
    {
        await Make("Vpc", "Acl", "Entry", "Ping");
        await rig.Change("Entry", """
            {"NetworkAclId": "@Acl", "RuleNumber": "100", "Protocol": -1, "RuleAction": "deny", "Egress": "false",
             "CidrBlock": "10.0.0.1/8"}
            """);
        Assert.Equal("deny", await rig.Read("Entry", "RuleAction"));
        Assert.Equal("10.0.0.0/8", await rig.Read("Entry", "CidrBlock"));
        var work = await rig.Begin("Twice", """
            {"NetworkAclId": "@Acl", "RuleNumber": "100", "Protocol": -1, "RuleAction": "allow",
             "CidrBlock": "10.0.0.0/8"}
            """);
        await Ec2Rig.Refused(
            "NetworkAclEntryAlreadyExists",
            async () => await rig.Type("NetworkAclEntry").Create(work, ResourceRig.Ct));
    }

    [Fact]
    public async Task A_VPC_goes_by_other_options_and_back_and_by_none_in_the_end()
    {
        await Make("Vpc", "Options", "GoesBy");
        await rig.Make("Other", "DHCPOptions", """{"NtpServers": "10.0.0.5"}""");
        await rig.Change("GoesBy", """{"VpcId": "@Vpc", "DhcpOptionsId": "@Other"}""");
        Assert.Equal(rig["Other"].Id, await rig.Read("GoesBy", "DhcpOptionsId"));
        Assert.Equal("""["10.0.0.5"]""", await rig.Read("Other", "NtpServers"));
        await rig.Change("GoesBy", """{"VpcId": "@Vpc", "DhcpOptionsId": "@Options"}""");
        await rig.Delete("GoesBy");
        await rig.Delete("Options");
    }

    [Fact]
    public async Task A_NAT_gateway_that_fails_says_why_and_one_is_ready_when_it_works()
    {
        await Make("Vpc", "Subnet", "NatAddress");
        var work = await rig.Begin("Nat", """
            {"SubnetId": "@Subnet", "AllocationId": "@NatAddress.AllocationId"}
            """);
        work = work with { Id = await rig.Type("NatGateway").Create(work, ResourceRig.Ct) };
        await Ec2Rig.Refused(
            "NotStabilized",
            async () => await rig.Type("NatGateway").IsReady(work, ResourceRig.Ct),
            "no Internet gateway attached");
        await rig.Type("NatGateway").Delete(work, ResourceRig.Ct);
        await rig.Make("Inner", "NatGateway", """
            {"SubnetId": "@Subnet", "ConnectivityType": "private", "SecondaryPrivateIpAddressCount": "1"}
            """);
        Assert.Equal("1", await rig.Read("Inner", "SecondaryPrivateIpAddressCount"));
        var more = rig["Inner"].Properties.All.DeepClone().AsObject();
        more["SecondaryPrivateIpAddressCount"] = 2;
        await Ec2Rig.Refused(
            "NotUpdatable",
            async () => await rig.TypeOf("Inner").Update(
                rig["Inner"] with { Properties = new(more) }, rig["Inner"].Properties, ResourceRig.Ct),
            "SecondaryPrivateIpAddressCount");
    }

    [Fact]
    public async Task Peerings_of_one_account_accept_themselves_and_one_that_cannot_be_says_so()
    {
        await Make("Vpc", "OtherVpc", "Peering");
        Assert.Equal(Ec2Call.Account, await rig.Read("Peering", "PeerOwnerId"));
        await rig.Make("Same", "VPC", """{"CidrBlock": "10.0.0.0/16"}""");
        var work = await rig.Begin("Overlaps", """{"VpcId": "@Vpc", "PeerVpcId": "@Same"}""");
        work = work with { Id = await rig.Type("VPCPeeringConnection").Create(work, ResourceRig.Ct) };
        await Ec2Rig.Refused(
            "NotStabilized",
            async () => await rig.Type("VPCPeeringConnection").IsReady(work, ResourceRig.Ct),
            "overlapping");
        await rig.Type("VPCPeeringConnection").Delete(work, ResourceRig.Ct);
        Assert.True(await rig.Type("VPCPeeringConnection").IsGone(work, ResourceRig.Ct));
    }

    [Fact]
    public async Task Replaced_by_another_token_means_another_one()
    {
        await Make("Vpc");
        await rig.Make("Again", "VPC", """{"CidrBlock": "10.0.0.0/16"}""");
        Assert.NotEqual(rig["Vpc"].Id, rig["Again"].Id);
    }

    private async Task Make(params string[] names)
    {
        foreach (var (name, type, json) in Samples.All.Where(each => names.Contains(each.Name)))
        {
            await rig.Make(name, type, json);
        }
    }
}
