namespace Faultline.Tests.Ec2.Resources;

/// <summary>
/// A stack with every type of EC2 in it, written as templates are: numbers as text, and the other way round.
/// </summary>
internal static class Samples
{
    public const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFUYCX1iFA9MLUFB/3ofWuRk9q6u3jbRfsVOrm6UdlC5 me";

    /// <summary>Its resources, none before what it needs.</summary>
    public static IReadOnlyList<(string Name, string Type, string Json)> All { get; } =
    [
        .. Network,
        .. Guards,
        .. Machines,
    ];

    private static IReadOnlyList<(string Name, string Type, string Json)> Network =>
    [
        ("Vpc", "VPC", """
            {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": "true", "EnableDnsSupport": true,
             "InstanceTenancy": "default", "Tags": [{"Key": "Name", "Value": "net"}]}
            """),
        ("Block", "VPCCidrBlock", """{"VpcId": "@Vpc", "CidrBlock": "10.1.0.0/16"}"""),
        ("Six", "VPCCidrBlock", """{"VpcId": "@Vpc", "AmazonProvidedIpv6CidrBlock": "true"}"""),
        ("Subnet", "Subnet", """
            {"VpcId": "@Vpc", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a",
             "MapPublicIpOnLaunch": "true", "Tags": [{"Key": "Name", "Value": "public"}]}
            """),
        ("SubnetSix", "SubnetCidrBlock", """{"SubnetId": "@Subnet", "Ipv6CidrBlock": "@Six.Ipv6CidrBlock"}"""),
        ("Outward", "EgressOnlyInternetGateway", """{"VpcId": "@Vpc", "Tags": [{"Key": "Name", "Value": "out"}]}"""),
        ("Gateway", "InternetGateway", """{"Tags": [{"Key": "Name", "Value": "out"}]}"""),
        ("Attachment", "VPCGatewayAttachment", """{"VpcId": "@Vpc", "InternetGatewayId": "@Gateway"}"""),
        ("Table", "RouteTable", """{"VpcId": "@Vpc", "Tags": [{"Key": "Name", "Value": "public"}]}"""),
        ("Way", "Route", """
            {"RouteTableId": "@Table", "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "@Gateway"}
            """),
        ("WaySix", "Route", """
            {"RouteTableId": "@Table", "DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "@Outward"}
            """),
        ("Goes", "SubnetRouteTableAssociation", """{"SubnetId": "@Subnet", "RouteTableId": "@Table"}"""),
        ("NatAddress", "EIP", """{"Domain": "vpc", "Tags": [{"Key": "Name", "Value": "nat"}]}"""),
        ("Nat", "NatGateway", """
            {"SubnetId": "@Subnet", "AllocationId": "@NatAddress.AllocationId", "Tags": [{"Key": "a", "Value": "b"}]}
            """),
        ("Options", "DHCPOptions", """
            {"DomainName": "example.test", "DomainNameServers": ["AmazonProvidedDNS"], "NetbiosNodeType": 2}
            """),
        ("GoesBy", "VPCDHCPOptionsAssociation", """{"VpcId": "@Vpc", "DhcpOptionsId": "@Options"}"""),
        ("OtherVpc", "VPC", """{"CidrBlock": "10.2.0.0/16"}"""),
        ("Peering", "VPCPeeringConnection", """{"VpcId": "@Vpc", "PeerVpcId": "@OtherVpc"}"""),
    ];

    private static IReadOnlyList<(string Name, string Type, string Json)> Guards =>
    [
        ("Group", "SecurityGroup", """
            {"GroupDescription": "Web", "VpcId": "@Vpc", "Tags": [{"Key": "Name", "Value": "web"}],
             "SecurityGroupIngress": [
               {"IpProtocol": "tcp", "FromPort": "80", "ToPort": 80, "CidrIp": "0.0.0.0/0", "Description": "http"},
               {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "CidrIp": "10.0.0.0/8"}],
             "SecurityGroupEgress": [{"IpProtocol": -1, "CidrIp": "10.0.0.0/8"}]}
            """),
        ("Inbound", "SecurityGroupIngress", """
            {"GroupId": "@Group.GroupId", "IpProtocol": "tcp", "FromPort": "443", "ToPort": "443",
             "SourceSecurityGroupId": "@Group", "Description": "among us"}
            """),
        ("Outbound", "SecurityGroupEgress", """
            {"GroupId": "@Group", "IpProtocol": "6", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}
            """),
        ("Acl", "NetworkAcl", """{"VpcId": "@Vpc", "Tags": [{"Key": "Name", "Value": "acl"}]}"""),
        ("Entry", "NetworkAclEntry", """
            {"NetworkAclId": "@Acl", "RuleNumber": "100", "Protocol": "6", "RuleAction": "allow", "Egress": "false",
             "CidrBlock": "0.0.0.0/0", "PortRange": {"From": "80", "To": 80}}
            """),
        ("Ping", "NetworkAclEntry", """
            {"NetworkAclId": "@Acl", "RuleNumber": 100, "Protocol": 1, "RuleAction": "allow", "Egress": true,
             "CidrBlock": "0.0.0.0/0", "Icmp": {"Type": -1, "Code": "-1"}}
            """),
        ("Under", "SubnetNetworkAclAssociation", """{"SubnetId": "@Subnet", "NetworkAclId": "@Acl"}"""),
    ];

    private static IReadOnlyList<(string Name, string Type, string Json)> Machines =>
    [
        ("Keys", "KeyPair", $$"""{"KeyName": "web", "PublicKeyMaterial": "{{Key}}"}"""),
        ("Spread", "PlacementGroup", """{"Strategy": "spread"}"""),
        ("Room", "CapacityReservation", """
            {"AvailabilityZone": "us-east-1a", "InstanceType": "t3.micro", "InstanceCount": "2",
             "InstancePlatform": "Linux/UNIX", "InstanceMatchCriteria": "targeted", "EphemeralStorage": false,
             "TagSpecifications": [{"ResourceType": "capacity-reservation", "Tags": [{"Key": "a", "Value": "b"}]}]}
            """),
        ("Launch", "LaunchTemplate", """
            {"VersionDescription": "one",
             "LaunchTemplateData": {"ImageId": "ami-0fa01000000000003", "InstanceType": "t3.micro",
               "Monitoring": {"Enabled": "true"},
               "NetworkInterfaces": [{"DeviceIndex": "0", "SubnetId": "@Subnet", "Groups": ["@Group"]}]}}
            """),
        ("Server", "Instance", """
            {"ImageId": "ami-0fa01000000000003", "InstanceType": "t3.micro", "KeyName": "@Keys",
             "SubnetId": "@Subnet", "SecurityGroupIds": ["@Group.GroupId"], "UserData": "IyEvYmluL3NoCg==",
             "PlacementGroupName": "@Spread", "IamInstanceProfile": "web", "Monitoring": "false",
             "CreditSpecification": {"CPUCredits": "standard"}, "MetadataOptions": {"HttpTokens": "required"},
             "BlockDeviceMappings": [{"DeviceName": "/dev/sdg", "Ebs": {"VolumeSize": "4"}}],
             "Tags": [{"Key": "Name", "Value": "web"}], "PropagateTagsToVolumeOnCreation": "true"}
            """),
        ("Launched", "Instance", """
            {"LaunchTemplate": {"LaunchTemplateId": "@Launch", "Version": "@Launch.LatestVersionNumber"}}
            """),
        ("Card", "NetworkInterface", """
            {"SubnetId": "@Subnet", "GroupSet": ["@Group"], "SecondaryPrivateIpAddressCount": "1",
             "SourceDestCheck": "false", "Description": "second", "Tags": [{"Key": "Name", "Value": "card"}]}
            """),
        ("CardOn", "NetworkInterfaceAttachment", """
            {"InstanceId": "@Server", "NetworkInterfaceId": "@Card", "DeviceIndex": "1", "DeleteOnTermination": "false"}
            """),
        ("Address", "EIP", "{}"),
        ("Leads", "EIPAssociation", """{"AllocationId": "@Address.AllocationId", "InstanceId": "@Server"}"""),
        ("Disk", "Volume", """
            {"AvailabilityZone": "@Subnet.AvailabilityZone", "Size": "10", "VolumeType": "gp3", "Encrypted": "false",
             "AutoEnableIO": "true", "Tags": [{"Key": "Name", "Value": "data"}]}
            """),
        ("DiskOn", "VolumeAttachment", """{"InstanceId": "@Server", "VolumeId": "@Disk", "Device": "/dev/sdf"}"""),
    ];
}
