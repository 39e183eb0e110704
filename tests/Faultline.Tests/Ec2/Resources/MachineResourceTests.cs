using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Resources;

/// <summary>Instances of stacks, and what hangs on them.</summary>
public sealed class MachineResourceTests
{
    private const string Image = "ami-0fa01000000000003";

    private readonly ResourceRig rig = new();

    [Fact]
    public async Task Another_type_and_other_user_data_come_with_a_stop_and_the_instance_runs_again()
    {
        await Server("""{"InstanceType": "t3.micro", "UserData": "IyEvYmluL3NoCg=="}""");
        await rig.Change("Server", $$"""
            {"ImageId": "{{Image}}", "InstanceType": "t3.small", "UserData": "IyEvYmluL2Jhc2gK", "EbsOptimized": "true"}
            """);
        var shown = (await rig.Read("Server"))!;
        Assert.Equal("t3.small", shown["InstanceType"]!.ToString());
        Assert.Equal("IyEvYmluL2Jhc2gK", shown["UserData"]!.ToString());
        Assert.True(shown["EbsOptimized"]!.GetValue<bool>());
        Assert.Equal("running", shown["State"]!["Name"]!.ToString());
        Assert.Empty(shown["Tags"]!.AsArray());
        var tags = await rig.Cloud.Ec2.DescribeTags(
            rig.Cloud.Call("DescribeTags"), new() { Filters = Ec2Call.Filters("value=true") }, ResourceRig.Ct);
        Assert.Empty(tags.Tags!);
    }

    [Fact]
    public async Task A_server_that_is_killed_while_an_instance_is_stopped_starts_it_again()
    {
        await Server("""{"InstanceType": "t3.micro"}""");
        var work = rig["Server"];
        var after = work.Properties.All.DeepClone().AsObject();
        after["InstanceType"] = "t3.small";
        var changed = work with { Properties = new(after) };
        await rig.TypeOf("Server").Update(changed, work.Properties, ResourceRig.Ct);
        var steps = 0;
        while (!await rig.TypeOf("Server").IsReady(changed, ResourceRig.Ct))
        {
            rig.Cloud.Reopen();
            await rig.Step();
            Assert.True(++steps < 20);
        }

        Assert.True(steps >= 2);
        Assert.Equal("t3.small", await rig.Read("Server", "InstanceType"));
    }

    [Fact]
    public async Task An_instance_that_its_user_stopped_stays_so()
    {
        await Server("""{"InstanceType": "t3.micro"}""");
        await rig.Cloud.Ec2.StopInstances(
            rig.Cloud.Call("StopInstances"), new() { InstanceIds = [rig["Server"].Id!] }, ResourceRig.Ct);
        await rig.Step();
        await rig.Change("Server", $$"""
            {"ImageId": "{{Image}}", "InstanceType": "t3.small", "Tags": [{"Key": "a", "Value": "b"}]}
            """);
        var shown = (await rig.Read("Server"))!;
        Assert.Equal("stopped", shown["State"]!["Name"]!.ToString());
        Assert.Equal("t3.small", shown["InstanceType"]!.ToString());
    }

    [Fact]
    public async Task What_runs_on_while_it_changes()
    {
        await rig.Make("Group", "SecurityGroup", """{"GroupDescription": "g"}""");
        await Server("""
            {"SourceDestCheck": "false", "BlockDeviceMappings": [{"DeviceName": "/dev/sdg", "Ebs": {"VolumeSize": 4}}]}
            """);
        Assert.Equal("false", await rig.Read("Server", "SourceDestCheck"), ignoreCase: true);
        await rig.Change("Server", $$$"""
            {"ImageId": "{{{Image}}}", "IamInstanceProfile": "web", "Monitoring": true,
             "SecurityGroupIds": ["@Group.GroupId"],
             "DisableApiTermination": "true", "InstanceInitiatedShutdownBehavior": "terminate",
             "CreditSpecification": {"CPUCredits": "unlimited"},
             "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": "3"},
             "BlockDeviceMappings": [
               {"DeviceName": "/dev/sdg", "Ebs": {"VolumeSize": 4, "DeleteOnTermination": "false"}}]}
            """);
        var shown = (await rig.Read("Server"))!;
        Assert.Equal("web", shown["IamInstanceProfile"]!.ToString());
        Assert.True(shown["Monitoring"]!.GetValue<bool>());
        Assert.True(shown["SourceDestCheck"]!.GetValue<bool>());
        Assert.True(shown["DisableApiTermination"]!.GetValue<bool>());
        Assert.Equal("terminate", shown["InstanceInitiatedShutdownBehavior"]!.ToString());
        Assert.Equal("unlimited", shown["CreditSpecification"]!["CPUCredits"]!.ToString());
        Assert.Equal("3", shown["MetadataOptions"]!["HttpPutResponseHopLimit"]!.ToString());
        Assert.Equal(await rig.Read("Group", "GroupId"), shown["SecurityGroupIds"]![0]!.ToString());
        await Ec2Rig.Refused(
            "OperationNotPermitted",
            async () => await rig.TypeOf("Server").Delete(rig["Server"], ResourceRig.Ct));
        await rig.Change("Server", $$$"""
            {"ImageId": "{{{Image}}}", "SecurityGroupIds": ["@Group.GroupId"],
             "BlockDeviceMappings": [
               {"DeviceName": "/dev/sdg", "Ebs": {"VolumeSize": 4, "DeleteOnTermination": "false"}}]}
            """);
        Assert.Null(await rig.Read("Server", "IamInstanceProfile"));
        await rig.Delete("Server");
        var volumes = await rig.Cloud.Ec2.DescribeVolumes(
            rig.Cloud.Call("DescribeVolumes"), new() { Filters = Ec2Call.Filters("size=4") }, ResourceRig.Ct);
        Assert.Equal("available", Assert.Single(volumes.Volumes!).State);
    }

    [Theory]
    [InlineData("""{"InstanceType": "t3.small"}""", false)]
    [InlineData("""{"UserData": "IyEvYmluL3NoCg=="}""", false)]
    [InlineData("""{"SecurityGroupIds": ["sg-1"]}""", false)]
    [InlineData("""{"BlockDeviceMappings": [{"DeviceName": "/dev/sdg", "Ebs": {"VolumeSize": 5}}]}""", true)]
    [InlineData("""{"Tenancy": "dedicated"}""", true)]
    [InlineData("""{"KeyName": "k"}""", true)]
    [InlineData("""{"PrivateDnsNameOptions": {"HostnameType": "resource-name"}}""", true)]
    [InlineData("""{"SubnetId": "subnet-1"}""", true)]
    public async Task What_needs_another_instance(string json, bool replaces)
    {
        await Server("{}");
        var all = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        all["ImageId"] = Image;
        Assert.Equal(replaces, await rig.Replaces("Server", all.ToJsonString()));
    }

    [Fact]
    public async Task An_instance_has_the_cards_and_volumes_of_its_template()
    {
        await rig.Make("Vpc", "VPC", """{"CidrBlock": "10.0.0.0/16"}""");
        await rig.Make("Subnet", "Subnet", """
            {"VpcId": "@Vpc", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a"}
            """);
        await rig.Make("Card", "NetworkInterface", """{"SubnetId": "@Subnet"}""");
        await rig.Make("Disk", "Volume", """{"AvailabilityZone": "us-east-1a", "Size": 8}""");
        await rig.Make("Server", "Instance", $$"""
            {"ImageId": "{{Image}}", "Volumes": [{"Device": "/dev/sdf", "VolumeId": "@Disk"}], "NetworkInterfaces": [
              {"DeviceIndex": "0", "SubnetId": "@Subnet", "PrivateIpAddress": "10.0.0.9"},
              {"DeviceIndex": "1", "SubnetId": "@Subnet"}]}
            """);
        Assert.Equal("10.0.0.9", await rig.Read("Server", "PrivateIp"));
        var own = await rig.Cloud.Ec2.DescribeNetworkInterfaces(
            rig.Cloud.Call("DescribeNetworkInterfaces"),
            new() { Filters = Ec2Call.Filters($"attachment.instance-id={rig["Server"].Id}") },
            ResourceRig.Ct);
        Assert.Equal([0, 1], own.NetworkInterfaces!.Select(each => each.Attachment!.DeviceIndex).Order());
        Assert.All(own.NetworkInterfaces!, each => Assert.True(each.Attachment!.DeleteOnTermination));
        Assert.All(own.NetworkInterfaces!, each => Assert.False(each.RequesterManaged));
        Assert.Equal(rig["Disk"].Id, (await rig.Read("Server"))!["Volumes"]![0]!["VolumeId"]!.ToString());
        await rig.Change("Server", $$"""
            {"ImageId": "{{Image}}", "NetworkInterfaces": [
              {"DeviceIndex": "0", "SubnetId": "@Subnet", "PrivateIpAddress": "10.0.0.9"},
              {"DeviceIndex": "1", "SubnetId": "@Subnet"}]}
            """);
        await rig.Step();
        Assert.Equal("available", (await rig.Cloud.Look(rig["Disk"].Id!)).State);
        await rig.DeleteAll();
    }

    [Fact]
    public async Task An_instance_that_ends_while_it_boots_is_never_ready()
    {
        var work = await rig.Begin("Server", $$"""{"ImageId": "{{Image}}"}""");
        work = work with { Id = await rig.Type("Instance").Create(work, ResourceRig.Ct) };
        Assert.False(await rig.Type("Instance").IsReady(work, ResourceRig.Ct));
        await rig.Cloud.Enter(work.Id!, InstanceStateName.Terminated);
        await Ec2Rig.Refused(
            "NotStabilized", async () => await rig.Type("Instance").IsReady(work, ResourceRig.Ct), "terminated");
        Assert.Null(await rig.Type("Instance").Read(work, ResourceRig.Ct));
        Assert.True(await rig.Type("Instance").IsGone(work, ResourceRig.Ct));
    }

    [Fact]
    public async Task An_address_leads_to_another_instance_and_back()
    {
        await Server("{}");
        await rig.Make("Other", "Instance", $$"""{"ImageId": "{{Image}}"}""");
        await rig.Make("Address", "EIP");
        await rig.Make("Leads", "EIPAssociation", """{"EIP": "@Address", "InstanceId": "@Server"}""");
        await rig.Change("Leads", """{"EIP": "@Address", "InstanceId": "@Other"}""");
        Assert.Equal(rig["Other"].Id, await rig.Read("Leads", "InstanceId"));
        await rig.Change("Leads", """{"EIP": "@Address", "InstanceId": "@Server"}""");
        Assert.Equal(rig["Address"].Id, await rig.Read("Server", "PublicIp"));
        await rig.Delete("Leads");
        Assert.NotEqual(rig["Address"].Id, await rig.Read("Server", "PublicIp"));
        await rig.Change("Address", """{"InstanceId": "@Other"}""");
        Assert.Equal(rig["Address"].Id, await rig.Read("Other", "PublicIp"));
        await rig.Change("Address", "{}");
        Assert.NotEqual(rig["Address"].Id, await rig.Read("Other", "PublicIp"));
        await rig.DeleteAll();
    }

    [Fact]
    public async Task A_volume_grows_in_place_and_does_not_move()
    {
        await rig.Make("Disk", "Volume", """{"AvailabilityZone": "us-east-1a", "Size": 8}""");
        await rig.Change("Disk", """
            {"AvailabilityZone": "us-east-1a", "Size": "9", "VolumeType": "gp3", "Iops": "3100", "AutoEnableIO": true}
            """);
        Assert.Equal("9", await rig.Read("Disk", "Size"));
        Assert.Equal("3100", await rig.Read("Disk", "Iops"));
        Assert.Equal("true", await rig.Read("Disk", "AutoEnableIO"), ignoreCase: true);
        var moved = rig["Disk"].Properties.All.DeepClone().AsObject();
        moved["AvailabilityZone"] = "us-east-1b";
        await Ec2Rig.Refused(
            "NotUpdatable",
            async () => await rig.TypeOf("Disk").Update(
                rig["Disk"] with { Properties = new(moved) }, rig["Disk"].Properties, ResourceRig.Ct),
            "AvailabilityZone");
    }

    [Fact]
    public async Task An_interface_takes_more_addresses_and_gives_them_back()
    {
        await rig.Make("Vpc", "VPC", """{"CidrBlock": "10.0.0.0/16"}""");
        await rig.Make("Subnet", "Subnet", """{"VpcId": "@Vpc", "CidrBlock": "10.0.0.0/24"}""");
        await rig.Make("Group", "SecurityGroup", """{"GroupDescription": "g", "VpcId": "@Vpc"}""");
        await rig.Make("Card", "NetworkInterface", """
            {"SubnetId": "@Subnet", "PrivateIpAddress": "10.0.0.10", "SecondaryPrivateIpAddressCount": 2,
             "GroupSet": ["@Group"]}
            """);
        await rig.Change("Card", """
            {"SubnetId": "@Subnet", "PrivateIpAddress": "10.0.0.10", "SecondaryPrivateIpAddressCount": 1,
             "Description": "d"}
            """);
        Assert.Single((await rig.Read("Card"))!["SecondaryPrivateIpAddresses"]!.AsArray());
        Assert.Equal(
            await rig.Read("Vpc", "DefaultSecurityGroup"), (await rig.Read("Card"))!["GroupSet"]![0]!.ToString());
        await rig.Change("Card", """
            {"SubnetId": "@Subnet", "PrivateIpAddress": "10.0.0.10", "PrivateIpAddresses": [
              {"PrivateIpAddress": "10.0.0.30", "Primary": false},
              {"PrivateIpAddress": "10.0.0.31", "Primary": "false"}]}
            """);
        Assert.Equal(
            """["10.0.0.30","10.0.0.31"]""", await rig.Read("Card", "SecondaryPrivateIpAddresses"));
        Assert.True(await rig.Replaces("Card", """
            {"SubnetId": "@Subnet", "PrivateIpAddress": "10.0.0.10", "PrivateIpAddresses": [
              {"PrivateIpAddress": "10.0.0.30", "Primary": true}]}
            """));
    }

    [Fact]
    public async Task A_launch_template_that_changes_has_another_version_once()
    {
        await rig.Make("Launch", "LaunchTemplate", """
            {"LaunchTemplateName": "web", "LaunchTemplateData": {"InstanceType": "t3.micro"}}
            """);
        await rig.Change("Launch", """
            {"LaunchTemplateName": "web", "LaunchTemplateData": {"InstanceType": "t3.small",
               "MetadataOptions": {"HttpPutResponseHopLimit": "2"}},
             "TagSpecifications": [{"ResourceType": "launch-template", "Tags": [{"Key": "a", "Value": "b"}]}]}
            """);
        Assert.Equal("2", await rig.Read("Launch", "LatestVersionNumber"));
        Assert.Equal("1", await rig.Read("Launch", "DefaultVersionNumber"));
        var shown = (await rig.Read("Launch"))!;
        Assert.Equal("t3.small", shown["LaunchTemplateData"]!["InstanceType"]!.ToString());
        Assert.Equal("b", shown["TagSpecifications"]![0]!["Tags"]![0]!["Value"]!.ToString());
        await rig.Change("Launch", """
            {"LaunchTemplateName": "web", "LaunchTemplateData": {"InstanceType": "t3.micro"}}
            """);
        Assert.Equal("3", await rig.Read("Launch", "LatestVersionNumber"));
        Assert.Null(await rig.Read("Launch", "TagSpecifications"));
        await rig.Delete("Launch");
    }

    [Fact]
    public async Task A_reservation_holds_more_in_place()
    {
        await rig.Make("Room", "CapacityReservation", """
            {"AvailabilityZone": "us-east-1a", "InstanceType": "t3.micro", "InstanceCount": 1,
             "InstancePlatform": "Linux/UNIX"}
            """);
        await rig.Change("Room", """
            {"AvailabilityZone": "us-east-1a", "InstanceType": "t3.micro", "InstanceCount": "3",
             "InstancePlatform": "Linux/UNIX", "EndDate": "2027-01-01T00:00:00Z", "EndDateType": "limited"}
            """);
        Assert.Equal("3", await rig.Read("Room", "TotalInstanceCount"));
        Assert.Equal("limited", await rig.Read("Room", "EndDateType"));
        await rig.Delete("Room");
    }

    private async Task Server(string json)
    {
        var all = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        all["ImageId"] = Image;
        await rig.Make("Server", "Instance", all.ToJsonString());
    }
}
