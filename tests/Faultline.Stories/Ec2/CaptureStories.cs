using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Simulation;

namespace Faultline.Stories.Ec2;

/// <summary>An image of an instance that runs: it goes down, its volumes are captured, it boots again.</summary>
public sealed class CaptureStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void What_is_written_until_the_instance_is_down_is_in_the_image() => Explore.Seeds(60, async world =>
    {
        var ward = await Ward.Open(world, script: new() { ObeysAfter = Second * 3 });
        var volumes = ward.Server.Volumes;
        var root = (await ward.Look()).BlockDeviceMappings!.Single().Ebs!.VolumeId!;
        volumes.Takes = Second * 2;
        var made = await ward.Server.Ask<CreateImageResult>(
            "CreateImage", new CreateImageRequest { InstanceId = ward.Patient, Name = "mine" });
        await ward.Watch(Second * 1.5);
        volumes.Write(root, "log", "the last words");
        if (world.Dice.Chance(0.5))
        {
            await world.Delay(world.Below(Second * 5));
            ward.Server.Kill();
            await world.Delay(world.Below(Second));
            await ward.Server.Start();
        }

        while (true)
        {
            var runs = ward.Server.Processes.All.Any(tree => tree.State != TreeState.Ended) && volumes.Calls > 1;
            if (await State(ward, made!.ImageId!) is not ("pending" or null))
            {
                break;
            }

            Assert.False(runs, "It runs while its volume is captured.");
            await world.Delay(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal("available", await State(ward, made.ImageId!));
        await ward.Until("it runs again", ward.Runs);
        var copy = (await ward.Server.Ask<Reservation>("RunInstances", new RunInstancesRequest
        {
            ImageId = made.ImageId, InstanceType = "t3.large", MinCount = 1, MaxCount = 1,
        }))!.Instances!.Single().InstanceId!;
        await ward.Until("a copy runs", async () => (await ward.Server.Machines()).Any(each =>
            each.Id == copy && each.Root is not null));
        var fresh = volumes.Volumes.Single(volume => volume != root);
        Assert.Equal("the last words", volumes.Read(fresh, "log"));
    });

    [Fact]
    public void Without_a_reboot_it_runs_on() => Explore.Seeds(20, async world =>
    {
        var ward = await Ward.Open(world);
        ward.Server.Volumes.Takes = Second * 2;
        var began = ward.Server.Processes.All.Single();
        var made = await ward.Server.Ask<CreateImageResult>(
            "CreateImage", new CreateImageRequest { InstanceId = ward.Patient, Name = "mine", NoReboot = true });
        await ward.Until("it is there", async () => await State(ward, made!.ImageId!) == "available");
        Assert.Equal(began.Root, ward.Server.Processes.All.Single().Root);
    });

    private static async Task<string?> State(Ward ward, string image) =>
        (await ward.Server.Ask<DescribeImagesResult>(
            "DescribeImages", new DescribeImagesRequest { ImageIds = [image] }))?.Images!.Single().State;
}
