using System.Text;
using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>The attributes of instances: shown, modified in both forms of the request, and reset.</summary>
public sealed class AttributeTests
{
    private readonly InstanceScene scene = new();

    [Theory]
    [InlineData("instanceType", "t3.micro")]
    [InlineData("userData", "aGk=")]
    [InlineData("disableApiTermination", "False")]
    [InlineData("disableApiStop", "True")]
    [InlineData("instanceInitiatedShutdownBehavior", "terminate")]
    [InlineData("rootDeviceName", "/dev/xvda")]
    [InlineData("blockDeviceMapping", "/dev/xvda True")]
    [InlineData("productCodes", "")]
    [InlineData("sourceDestCheck", "True")]
    [InlineData("groupSet", "default")]
    [InlineData("ebsOptimized", "False")]
    [InlineData("sriovNetSupport", "simple")]
    [InlineData("enaSupport", "True")]
    [InlineData("enclaveOptions", "False")]
    [InlineData("kernel", "")]
    [InlineData("ramdisk", "")]
    public async Task Each_attribute_is_shown_alone(string name, string value)
    {
        var id = await scene.Run(new()
        {
            UserData = "aGk=",
            DisableApiStop = true,
            InstanceInitiatedShutdownBehavior = "terminate",
        });
        Assert.Equal(value, Words(await Show(id, name)));
    }

    [Theory]
    [InlineData("instanceType", "m5.large")]
    [InlineData("userData", "aG8=")]
    [InlineData("disableApiTermination", "True")]
    [InlineData("disableApiStop", "True")]
    [InlineData("instanceInitiatedShutdownBehavior", "terminate")]
    [InlineData("ebsOptimized", "True")]
    [InlineData("sourceDestCheck", "False")]
    public async Task An_attribute_is_modified_by_its_name_or_in_its_own_member(string name, string value)
    {
        foreach (var request in new[] { ByName(name, value), InMember(name, value) })
        {
            var id = await scene.In("stopped");
            Assert.NotEqual(value, Words(await Show(id, name)));
            request.InstanceId = id;
            await scene.Do(scene.Ec2.ModifyInstanceAttribute, request);
            scene.Rig.Reopen();
            Assert.Equal(value, Words(await Show(id, name)));
        }
    }

    [Theory]
    [InlineData("instanceType", "m5.large")]
    [InlineData("userData", "aG8=")]
    [InlineData("ebsOptimized", "True")]
    public async Task Some_are_modified_only_while_the_instance_is_stopped(string name, string value)
    {
        var id = await scene.Run();
        await scene.Refused("IncorrectInstanceState", () => Modify(id, ByName(name, value)), name);
        await scene.Refused("IncorrectInstanceState", () => Modify(id, InMember(name, value)), name);
    }

    [Theory]
    [InlineData("InvalidParameterValue", "instanceType", "t3.huge")]
    [InlineData("InvalidParameterValue", "instanceType", "t4g.micro")]
    [InlineData("InvalidParameterValue", "userData", "?")]
    [InlineData("InvalidParameterValue", "instanceInitiatedShutdownBehavior", "explode")]
    [InlineData("InvalidParameterValue", "rootDeviceName", "/dev/sdb")]
    public async Task What_cannot_be_is_refused(string code, string name, string value)
    {
        var id = await scene.In("stopped");
        await scene.Refused(code, () => Modify(id, ByName(name, value)));
        await scene.Refused("InvalidInstanceID.NotFound", () => Modify("i-00000000000000000", ByName(name, value)));
    }

    [Fact]
    public async Task A_type_decides_about_room_at_the_next_start()
    {
        var id = await scene.In("stopped");
        await Modify(id, InMember("instanceType", "m5.24xlarge"));
        var shown = await scene.Look(id);
        Assert.Equal(48, shown.CpuOptions!.CoreCount);
        await scene.Start(id);
        await scene.Drive();
        using var held = await scene.Ec2.Book.Take(Ec2Rig.Ct);
        var host = held.State.Hosts.Find(held.State.Machines.Find(id)!.Host!)!;
        Assert.Equal(96, held.State.Hosts.TakenOf(host).Vcpus);
    }

    [Fact]
    public async Task Groups_are_changed_as_a_whole()
    {
        var id = await scene.Run();
        var vpc = (await scene.Look(id)).VpcId;
        var group = await scene.Ask(
            scene.Ec2.CreateSecurityGroup,
            new CreateSecurityGroupRequest { VpcId = vpc, GroupName = "web", Description = "d" });
        await Modify(id, new() { Groups = [group.GroupId!] });
        Assert.Equal("web", Words(await Show(id, "groupSet")));
        await scene.Refused(
            "InvalidSecurityGroupID.NotFound", () => Modify(id, new() { Groups = ["sg-00000000000000000"] }));
        await scene.Terminate(id);
        await scene.Drive();
        await scene.Refused("IncorrectInstanceState", () => Modify(id, new() { Groups = [group.GroupId!] }));
    }

    [Fact]
    public async Task A_volume_can_be_told_to_outlive_its_instance()
    {
        var id = await scene.Run();
        var volume = (await scene.Look(id)).BlockDeviceMappings!.Single().Ebs!.VolumeId!;
        await Modify(id, Mapping("/dev/xvda"));
        Assert.Equal("/dev/xvda False", Words(await Show(id, "blockDeviceMapping")));
        await scene.Refused("InvalidInstanceAttributeValue", () => Modify(id, Mapping("/dev/sdz")), "/dev/sdz");
        await scene.Terminate(id);
        await scene.Drive();
        Assert.Equal("available", (await scene.Rig.Look(volume)).State);
    }

    [Fact]
    public async Task Only_the_check_of_sources_and_destinations_is_reset()
    {
        var id = await scene.Run();
        await Modify(id, InMember("sourceDestCheck", "False"));
        await scene.Do(scene.Ec2.ResetInstanceAttribute, Reset(id, "sourceDestCheck"));
        Assert.Equal("True", Words(await Show(id, "sourceDestCheck")));
        await scene.Refused(
            "InvalidParameterValue", () => scene.Do(scene.Ec2.ResetInstanceAttribute, Reset(id, "kernel")));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var id = await scene.In("stopped");
        var request = InMember("instanceType", "m5.large");
        request.DryRun = true;
        await scene.Refused("DryRunOperation", () => Modify(id, request));
        Assert.Equal("t3.micro", Words(await Show(id, "instanceType")));
    }

    private Task Modify(string id, ModifyInstanceAttributeRequest request)
    {
        request.InstanceId = id;
        return scene.Do(scene.Ec2.ModifyInstanceAttribute, request);
    }

    private Task<InstanceAttribute> Show(string id, string name) => scene.Ask(
        scene.Ec2.DescribeInstanceAttribute,
        new DescribeInstanceAttributeRequest { InstanceId = id, Attribute = name });

    private static ResetInstanceAttributeRequest Reset(string id, string name) =>
        new() { InstanceId = id, Attribute = name };

    private static ModifyInstanceAttributeRequest ByName(string name, string value) => new()
    {
        InstanceId = "",
        Attribute = name,
        Value = value is "True" or "False" ? value.ToLowerInvariant() : value,
    };

    private static ModifyInstanceAttributeRequest Mapping(string device) => new()
    {
        InstanceId = "",
        BlockDeviceMappings = [new() { DeviceName = device, Ebs = new() { DeleteOnTermination = false } }],
    };

    private static ModifyInstanceAttributeRequest InMember(string name, string value)
    {
        var text = new AttributeValue { Value = value };
        var flag = new AttributeBooleanValue { Value = value == "True" };
        return name switch
        {
            "instanceType" => new() { InstanceId = "", InstanceType = text },
            "userData" => new() { InstanceId = "", UserData = new() { Value = Convert.FromBase64String(value) } },
            "disableApiTermination" => new() { InstanceId = "", DisableApiTermination = flag },
            "disableApiStop" => new() { InstanceId = "", DisableApiStop = flag },
            "instanceInitiatedShutdownBehavior" => new() { InstanceId = "", InstanceInitiatedShutdownBehavior = text },
            "ebsOptimized" => new() { InstanceId = "", EbsOptimized = flag },
            _ => new() { InstanceId = "", SourceDestCheck = flag },
        };
    }

    /// <summary>All that an answer shows, in words: so nothing but what was asked for is in it.</summary>
    private static string Words(InstanceAttribute shown)
    {
        var words = new StringBuilder()
            .Append(shown.InstanceType?.Value).Append(shown.UserData?.Value)
            .Append(shown.DisableApiTermination?.Value).Append(shown.DisableApiStop?.Value)
            .Append(shown.InstanceInitiatedShutdownBehavior?.Value).Append(shown.RootDeviceName?.Value)
            .Append(shown.SourceDestCheck?.Value).Append(shown.EbsOptimized?.Value)
            .Append(shown.SriovNetSupport?.Value).Append(shown.EnaSupport?.Value)
            .Append(shown.EnclaveOptions?.Enabled);
        words.AppendJoin(' ', (shown.Groups ?? []).Select(group => group.GroupName));
        words.AppendJoin(' ', (shown.BlockDeviceMappings ?? [])
            .Select(disk => $"{disk.DeviceName} {disk.Ebs!.DeleteOnTermination}"));
        return words.ToString();
    }
}
