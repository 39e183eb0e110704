using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;

namespace Faultline.Tests.Ec2;

/// <summary>Launch templates, their versions, and the launches that they complete.</summary>
public sealed class LaunchTemplateTests
{
    private readonly Ec2Rig rig = new();

    [Fact]
    public async Task A_template_has_versions_of_which_one_is_the_default()
    {
        var id = await Create("web", new() { InstanceType = "t3.micro", KeyName = "k" });
        var second = (await AddVersion(id, new() { InstanceType = "t3.small" }, "1"))!;
        Assert.Equal((2L, false, "t3.small", "k"), (
            second.VersionNumber, second.DefaultVersion, second.LaunchTemplateData!.InstanceType,
            second.LaunchTemplateData.KeyName));
        await rig.Ec2.ModifyLaunchTemplate(
            rig.Call("ModifyLaunchTemplate"),
            new() { LaunchTemplateName = "web", DefaultVersion = "$Latest" },
            Ec2Rig.Ct);
        Assert.Equal(["2 True", "1 False"], (await Versions(new() { LaunchTemplateId = id }))
            .Select(each => $"{each.VersionNumber} {each.DefaultVersion}"));
        Assert.Equal(2, (await Versions(new() { Versions = ["$Latest", "$Default"] })).Single().VersionNumber);
        Assert.Equal(1, (await Versions(new() { LaunchTemplateId = id, MaxVersion = "1" })).Single().VersionNumber);
        var deleted = await rig.Ec2.DeleteLaunchTemplateVersions(
            rig.Call("DeleteLaunchTemplateVersions"),
            new() { LaunchTemplateId = id, Versions = ["1", "7"] },
            Ec2Rig.Ct);
        Assert.Equal(1, deleted.SuccessfullyDeletedLaunchTemplateVersions!.Single().VersionNumber);
        Assert.Equal("launchTemplateVersionDoesNotExist",
            deleted.UnsuccessfullyDeletedLaunchTemplateVersions!.Single().ResponseError!.Code);
        await Ec2Rig.Refused("OperationNotPermitted", async () => await rig.Ec2.DeleteLaunchTemplateVersions(
            rig.Call("DeleteLaunchTemplateVersions"), new() { LaunchTemplateId = id, Versions = ["2"] }, Ec2Rig.Ct));
        await rig.Ec2.DeleteLaunchTemplate(
            rig.Call("DeleteLaunchTemplate"), new() { LaunchTemplateId = id }, Ec2Rig.Ct);
        await Ec2Rig.Refused("InvalidLaunchTemplateId.NotFound", () => Versions(new() { LaunchTemplateId = id }));
    }

    [Fact]
    public async Task What_a_launch_says_stands_over_what_its_template_says()
    {
        var id = await Create("web", new()
        {
            ImageId = "ami-0fa01000000000003",
            InstanceType = "t3.micro",
            RamDiskId = "ari-1",
            SecurityGroupIds = ["sg-1"],
            UserData = "aGk=",
            Placement = new() { AvailabilityZone = "us-east-1a" },
            BlockDeviceMappings =
            [
                new() { DeviceName = "/dev/xvda", Ebs = new() { VolumeSize = 10, VolumeType = "gp3" } },
                new() { DeviceName = "/dev/sdb", Ebs = new() { VolumeSize = 5 } },
            ],
            TagSpecifications =
            [
                new()
                {
                    ResourceType = "instance",
                    Tags = [new() { Key = "a", Value = "1" }, new() { Key = "b", Value = "1" }],
                },
            ],
        });
        var merged = await Complete(new()
        {
            MinCount = 1,
            MaxCount = 2,
            LaunchTemplate = new() { LaunchTemplateName = "web" },
            InstanceType = "t3.small",
            SecurityGroups = ["default"],
            BlockDeviceMappings =
            [
                new() { DeviceName = "/dev/xvda", Ebs = new() { VolumeSize = 20 } },
                new() { DeviceName = "/dev/sdc", Ebs = new() { VolumeSize = 1 } },
            ],
            TagSpecifications = [new() { ResourceType = "instance", Tags = [new() { Key = "b", Value = "2" }] }],
        });
        Assert.Equal(
            ("ami-0fa01000000000003", "t3.small", "ari-1", "aGk=", "us-east-1a", 2),
            (merged.ImageId, merged.InstanceType, merged.RamdiskId, merged.UserData,
                merged.Placement!.AvailabilityZone, merged.MaxCount));
        Assert.Equal((null, "default"), (merged.SecurityGroupIds, merged.SecurityGroups!.Single()));
        Assert.Equal(["/dev/xvda 20 gp3", "/dev/sdb 5 ", "/dev/sdc 1 "], merged.BlockDeviceMappings!
            .Select(each => $"{each.DeviceName} {each.Ebs!.VolumeSize} {each.Ebs.VolumeType}"));
        Assert.Equal(["a 1", "b 2"], merged.TagSpecifications!.Single().Tags!.Select(tag => $"{tag.Key} {tag.Value}"));
        Assert.Equal((id, "1"), (merged.LaunchTemplate!.LaunchTemplateId, merged.LaunchTemplate.Version));

        // The template itself is as it was.
        var kept = Assert.Single(await Versions(new() { LaunchTemplateId = id }));
        Assert.Equal("t3.micro", kept.LaunchTemplateData!.InstanceType);
    }

    [Theory]
    [InlineData("InvalidLaunchTemplateName.NotFoundException", null, "none", null)]
    [InlineData("InvalidLaunchTemplateId.NotFound", "lt-0123456789abcdef0", null, null)]
    [InlineData("InvalidLaunchTemplateId.Malformed", "lt-x", null, null)]
    [InlineData("InvalidLaunchTemplateId.VersionNotFound", null, "web", "9")]
    [InlineData("InvalidParameterValue", null, "web", "newest")]
    [InlineData("InvalidParameterCombination", "lt-0123456789abcdef0", "web", null)]
    [InlineData("MissingParameter", null, null, null)]
    public async Task A_launch_needs_a_template_that_is_there(string code, string? id, string? name, string? version)
    {
        await Create("web", new() { InstanceType = "t3.micro" });
        await Ec2Rig.Refused(code, () => Complete(new()
        {
            LaunchTemplate = new() { LaunchTemplateId = id, LaunchTemplateName = name, Version = version },
        }));
    }

    [Fact]
    public async Task What_cannot_be_a_template_is_refused()
    {
        await Create("web", new() { InstanceType = "t3.micro" });
        await Ec2Rig.Refused(
            "InvalidLaunchTemplateName.AlreadyExistsException",
            () => Create("web", new() { InstanceType = "t3.micro" }));
        await Ec2Rig.Refused(
            "InvalidLaunchTemplateName.MalformedException", () => Create("a b c", new() { InstanceType = "t3.micro" }));
        await Ec2Rig.Refused("MissingParameter", () => Create("empty", new()));
        await Ec2Rig.Refused("InvalidParameterValue", () => Create("type", new() { InstanceType = "t9.huge" }));
        await Ec2Rig.Refused("InvalidUserData.Malformed", () => Create("data", new() { UserData = "***" }));
    }

    [Fact]
    public async Task An_instance_gives_the_template_of_one_like_it()
    {
        var machine = await rig.Machine('b', "t3.small");
        var data = (await rig.Ec2.GetLaunchTemplateData(
            rig.Call("GetLaunchTemplateData"), new() { InstanceId = machine }, Ec2Rig.Ct)).LaunchTemplateData!;
        Assert.Equal(("t3.small", "ami-0fa01000000000003", "us-east-1b", 8), (
            data.InstanceType, data.ImageId, data.Placement!.AvailabilityZone,
            data.BlockDeviceMappings!.Single().Ebs!.VolumeSize));
    }

    [Fact]
    public async Task A_parameter_in_a_template_is_kept_as_it_is_and_shown_resolved_to_who_asks()
    {
        const string Parameter = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
        var id = await Create("web", new() { ImageId = Parameter });
        Assert.Equal(Parameter, (await Versions(new() { LaunchTemplateId = id })).Single().LaunchTemplateData!.ImageId);
        Assert.Equal("ami-0fa01000000000101", (await Versions(new() { LaunchTemplateId = id, ResolveAlias = true }))
            .Single().LaunchTemplateData!.ImageId);
    }

    private async Task<string> Create(string name, RequestLaunchTemplateData data)
    {
        var made = await rig.Ec2.CreateLaunchTemplate(
            rig.Call("CreateLaunchTemplate"),
            new() { LaunchTemplateName = name, LaunchTemplateData = data },
            Ec2Rig.Ct);
        return made.LaunchTemplate!.LaunchTemplateId!;
    }

    private async Task<LaunchTemplateVersion?> AddVersion(string id, RequestLaunchTemplateData data, string source) =>
        (await rig.Ec2.CreateLaunchTemplateVersion(
            rig.Call("CreateLaunchTemplateVersion"),
            new() { LaunchTemplateId = id, LaunchTemplateData = data, SourceVersion = source },
            Ec2Rig.Ct)).LaunchTemplateVersion;

    private async Task<List<LaunchTemplateVersion>> Versions(DescribeLaunchTemplateVersionsRequest request) =>
        (await rig.Ec2.DescribeLaunchTemplateVersions(
            rig.Call("DescribeLaunchTemplateVersions"), request, Ec2Rig.Ct)).LaunchTemplateVersions!;

    private async Task<RunInstancesRequest> Complete(RunInstancesRequest request)
    {
        using var held = await rig.Ec2.Book.Take(Ec2Call.Account, Ec2Rig.Ct);
        return LaunchSettings.Complete(held.State, Ec2Call.Account, request);
    }
}
