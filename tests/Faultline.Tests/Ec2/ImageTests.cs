using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;

namespace Faultline.Tests.Ec2;

/// <summary>Images: those that everybody finds, and those that somebody makes.</summary>
public sealed class ImageTests
{
    private readonly Ec2Rig rig = new();

    [Theory]
    [InlineData("faultline/web", "ami-0fa01000000000001", "web")]
    [InlineData("faultline/shell", "ami-0fa01000000000003", "shell")]
    [InlineData("faultline/shell-arm64", "ami-0fa01000000000004", "shell")]
    [InlineData("al2023-ami-2023.*-x86_64", "ami-0fa01000000000101", "shell")]
    [InlineData("amzn2-ami-hvm-*-x86_64-gp2", "ami-0fa01000000000105", "shell")]
    [InlineData("ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-*", "ami-0fa01000000000201", "shell")]
    public async Task Everybody_finds_the_same_images_by_the_names_that_templates_look_for(
        string name, string id, string program)
    {
        var found = await Describe(new() { Owners = ["amazon"], Filters = Ec2Call.Filters($"name={name}") });
        var image = Assert.Single(found);
        Assert.Equal((id, true, "available"), (image.ImageId, image.Public, image.State));
        Assert.Equal(program, BuiltInImages.Find(id)!.Program);
        Assert.True(name.StartsWith("faultline", StringComparison.Ordinal)
            || image.Description!.Contains("faultline/shell", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64", 0x101)]
    [InlineData("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64:7", 0x102)]
    [InlineData(
        "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id", 0x201)]
    [InlineData("ami-0123456789abcdef0", null)]
    public void A_public_parameter_stands_for_an_image(string asked, int? number) =>
        Assert.Equal(number is null ? asked : $"ami-0fa01{number:x12}", ImageFinder.Resolved(asked));

    [Fact]
    public async Task An_image_of_an_instance_has_its_volumes_and_runs_what_it_ran()
    {
        var machine = await Running("ami-0fa01000000000001");
        var root = (await rig.VolumesOf(machine)).Single();
        rig.Volumes.Write(root, "greeting", "hello");
        var image = (await rig.Ec2.CreateImage(
            rig.Call("CreateImage"),
            new() { InstanceId = machine, Name = "mine", NoReboot = true },
            Ec2Rig.Ct)).ImageId!;
        Assert.Equal("pending", (await Find(image)).State);
        await Ec2Rig.Refused("InvalidAMIID.Unavailable", () => rig.Run(new() { ImageId = image }));
        rig.Reopen();
        await rig.Settle();
        var shown = await Find(image);
        Assert.Equal(("available", "/dev/xvda", machine), (shown.State, shown.RootDeviceName, shown.SourceInstanceId));

        var copy = await Running(image);
        Assert.Equal("hello", rig.Volumes.Read((await rig.VolumesOf(copy)).Single(), "greeting"));
        var snapshot = shown.BlockDeviceMappings!.Single().Ebs!.SnapshotId!;
        await Ec2Rig.Refused(
            "InvalidSnapshot.InUse", async () => await rig.Ec2.DeleteSnapshot(
                rig.Call("DeleteSnapshot"), new() { SnapshotId = snapshot }, Ec2Rig.Ct), $"in use by {image}");
        var gone = await rig.Ec2.DeregisterImage(
            rig.Call("DeregisterImage"), new() { ImageId = image, DeleteAssociatedSnapshots = true }, Ec2Rig.Ct);
        Assert.Equal((snapshot, "success"), (
            gone.DeleteSnapshotResults![0].SnapshotId, gone.DeleteSnapshotResults[0].ReturnCode));
        await Ec2Rig.Refused("InvalidAMIID.NotFound", () => Find(image), $"The image id '[{image}]' does not exist");
    }

    [Fact]
    public async Task An_image_that_is_registered_from_the_snapshot_of_a_root_runs_what_that_ran()
    {
        var root = (await rig.VolumesOf(await Running("ami-0fa01000000000001"))).Single();
        var snapshot = await rig.Ec2.CreateSnapshot(rig.Call("CreateSnapshot"), new() { VolumeId = root }, Ec2Rig.Ct);
        await rig.Settle();
        var image = await Register("web again", snapshot.SnapshotId!);
        var shown = await Find(image);
        Assert.Equal(("available", 8, "/dev/sda1"), (
            shown.State, shown.BlockDeviceMappings![0].Ebs!.VolumeSize, shown.RootDeviceName));
        var run = await rig.Run(new() { ImageId = image, InstanceType = "t3.micro" });
        Assert.Equal(image, run.Instances![0].ImageId);
        await Ec2Rig.Refused("InvalidAMIName.Duplicate", () => Register("web again", snapshot.SnapshotId!), image);
        await Ec2Rig.Refused("InvalidAMIName.Malformed", () => Register("ab", snapshot.SnapshotId!));
        await Ec2Rig.Refused("InvalidSnapshot.NotFound", () => Register("other", "snap-0123456789abcdef0"));
        await Ec2Rig.Refused("InvalidBlockDeviceMapping", async () => await rig.Ec2.RegisterImage(
            rig.Call("RegisterImage"), new() { Name = "none", RootDeviceName = "/dev/sda1" }, Ec2Rig.Ct));
    }

    [Fact]
    public async Task An_image_is_its_owners_until_others_may_launch_it()
    {
        var image = await Register("mine", await rig.MadeSnapshot());
        await Ec2Rig.Refused("InvalidAMIID.NotFound", () => rig.Run(new() { ImageId = image }, Ec2Rig.Other));
        await Share(image, new() { Add = [new() { UserId = Ec2Rig.Other }] });
        Assert.Equal([image], await Others(new() { ExecutableUsers = ["self"] }));
        Assert.Empty(await Others(new() { Owners = ["self"] }));
        Assert.Equal([image], await Others(new() { Owners = [Ec2Call.Account] }));

        // The snapshots are not shared with it, and are what it is launched from all the same.
        Assert.NotNull(await rig.Run(new() { ImageId = image }, Ec2Rig.Other));
        await Ec2Rig.Refused("AuthFailure", async () => await rig.Ec2.DeregisterImage(
            rig.Call("DeregisterImage", Ec2Rig.Other), new() { ImageId = image }, Ec2Rig.Ct));
        await Share(image, new() { Add = [new() { Group = "all" }], Remove = [new() { UserId = Ec2Rig.Other }] });
        var permission = await rig.Ec2.DescribeImageAttribute(
            rig.Call("DescribeImageAttribute"), new() { ImageId = image, Attribute = "launchPermission" }, Ec2Rig.Ct);
        Assert.Equal("all", permission.LaunchPermissions!.Single().Group);
        await rig.Ec2.ResetImageAttribute(
            rig.Call("ResetImageAttribute"), new() { ImageId = image, Attribute = "launchPermission" }, Ec2Rig.Ct);
        await Ec2Rig.Refused("InvalidAMIID.NotFound", () => Others(new() { ImageIds = [image] }));
    }

    [Fact]
    public async Task The_description_of_an_image_can_be_changed_and_what_is_built_in_cannot()
    {
        var image = await Register("mine", await rig.MadeSnapshot());
        await Modify(new() { ImageId = image, Description = new() { Value = "new" } });
        Assert.Equal("new", (await Find(image)).Description);
        await Ec2Rig.Refused("AuthFailure", () => Modify(
            new() { ImageId = "ami-0fa01000000000001", Description = new() { Value = "new" } }));
        await Ec2Rig.Refused("InvalidAMIID.Malformed", () => Modify(new() { ImageId = "ami", Description = new() }));
        await Ec2Rig.Refused("InvalidParameterCombination", () => Modify(new() { ImageId = image }));
    }

    [Fact]
    public async Task An_image_is_copied_into_another_region_with_its_snapshots()
    {
        var there = new Ec2Rig("eu-west-1", beside: rig);
        there.Ec2.Elsewhere = _ => rig.Ec2;
        var image = await Register("mine", await rig.MadeSnapshot("travels"));
        var copy = await there.Ec2.CopyImage(
            there.Call("CopyImage"),
            new() { Name = "copy", SourceImageId = image, SourceRegion = "us-east-1" }, Ec2Rig.Ct);
        await there.Settle();
        var run = await there.Run(new()
        {
            ImageId = copy.ImageId,
            Placement = new() { AvailabilityZone = "eu-west-1a" },
        });
        await there.Settle();
        var root = (await there.VolumesOf(run.Instances![0].InstanceId!)).Single();
        Assert.Equal("travels", there.Volumes.Read(root, "greeting"));

        // What is built in has no snapshots; a copy of it is there at once.
        var own = await rig.Ec2.CopyImage(
            rig.Call("CopyImage"),
            new() { Name = "own web", SourceImageId = "ami-0fa01000000000001", SourceRegion = "us-east-1" }, Ec2Rig.Ct);
        Assert.Equal("available", (await Find(own.ImageId!)).State);
    }

    private async Task<string> Running(string image)
    {
        var run = await rig.Run(new() { ImageId = image, Placement = new() { AvailabilityZone = "us-east-1a" } });
        await rig.Settle();
        var id = run.Instances![0].InstanceId!;
        await rig.Enter(id, InstanceStateName.Running);
        return id;
    }

    private async Task<string> Register(string name, string snapshot) => (await rig.Ec2.RegisterImage(
        rig.Call("RegisterImage"),
        new()
        {
            Name = name,
            Architecture = "x86_64",
            VirtualizationType = "hvm",
            RootDeviceName = "/dev/sda1",
            BlockDeviceMappings = [new() { DeviceName = "/dev/sda1", Ebs = new() { SnapshotId = snapshot } }],
        },
        Ec2Rig.Ct)).ImageId!;

    private async Task<List<Image>> Describe(DescribeImagesRequest request) =>
        (await rig.Ec2.DescribeImages(rig.Call("DescribeImages"), request, Ec2Rig.Ct)).Images!;

    private async Task<Image> Find(string id) => (await Describe(new() { ImageIds = [id] })).Single();

    private async Task<IEnumerable<string?>> Others(DescribeImagesRequest request) => (await rig.Ec2.DescribeImages(
        rig.Call("DescribeImages", Ec2Rig.Other), request, Ec2Rig.Ct)).Images!.Select(each => each.ImageId);

    private Task Share(string image, LaunchPermissionModifications change) =>
        Modify(new() { ImageId = image, LaunchPermission = change });

    private async Task Modify(ModifyImageAttributeRequest request) =>
        await rig.Ec2.ModifyImageAttribute(rig.Call("ModifyImageAttribute"), request, Ec2Rig.Ct);
}
