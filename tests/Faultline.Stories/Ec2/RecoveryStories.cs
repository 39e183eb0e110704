using Faultline.Api.Ec2;
using Faultline.Simulation;

namespace Faultline.Stories.Ec2;

/// <summary>
/// Instances whose host has failed: they move to another one of the zone after the checks, if there is one and nobody
/// forbade it.
/// </summary>
public sealed class RecoveryStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void An_instance_moves_to_another_host_and_is_the_same_there() => Explore.Seeds(40, async world =>
    {
        var ward = await Ward.Open(world);
        var (host, before) = (await ward.Host(), await ward.Look());
        await ward.Fail(host, Second * 60);
        await ward.Until("it is down", async () => !await ward.Runs());
        await ward.Watch(Second * 1.5);
        Assert.Equal((host, "impaired impaired"), (await ward.Host(), await ward.Status()));
        await ward.Until("it runs again", ward.Runs);
        var (moved, after) = (await ward.Host(), await ward.Look());
        Assert.NotEqual(host, moved);
        Assert.StartsWith(ward.Zone.Name, moved, StringComparison.Ordinal);
        Assert.Equal(
            (before.PrivateIpAddress, before.PublicIpAddress, before.LaunchTime),
            (after.PrivateIpAddress, after.PublicIpAddress, after.LaunchTime));
        Assert.Equal(
            before.BlockDeviceMappings!.Select(disk => disk.Ebs!.VolumeId),
            after.BlockDeviceMappings!.Select(disk => disk.Ebs!.VolumeId));
        await ward.Until("its checks are passed", async () => await ward.Status() == "ok ok");

        // It stays there when the old host is back, and that one is as empty as before it came.
        await ward.Stage.Clear(_ => true);
        await ward.Stage.AllIsWell();
        await ward.Watch(Second * 5);
        Assert.Equal(moved, await ward.Host());
        Assert.Equal(5, (await ward.LaunchLarge(5))!.Instances!.Count);
        await ward.Watch(Second * 2);
    });

    [Fact]
    public void Who_forbade_it_waits_for_its_own_host() => Explore.Seeds(20, async world =>
    {
        var ward = await Ward.Open(world, recovery: "disabled");
        await StaysUntil(ward, await ward.Host(), Second * 20);
    });

    [Fact]
    public void In_a_zone_that_is_dark_as_a_whole_there_is_no_other_host() => Explore.Seeds(20, async world =>
    {
        var ward = await Ward.Open(world);
        await StaysUntil(ward, ward.Zone.Name, Second * 20);
    });

    [Fact]
    public void A_host_that_is_back_before_two_checks_failed_keeps_its_instances() => Explore.Seeds(20, async world =>
    {
        var ward = await Ward.Open(world);
        var host = await ward.Host();
        await ward.Fail(host, Second);
        await ward.Watch(Second * 10);
        await ward.Until("it runs again", ward.Runs);
        Assert.Equal(host, await ward.Host());
    });

    [Fact]
    public void Who_finds_no_room_moves_once_somebody_makes_some() => Explore.Seeds(20, async world =>
    {
        var ward = await Ward.Open(world);
        var (host, others) = (await ward.Host(), (await ward.LaunchLarge(5))!.Instances!);
        await ward.Until("they run", async () => (await States(ward)).All(state => state == "running"));
        await ward.Fail(host, Second * 120);
        await ward.Watch(Second * 10);
        Assert.Equal((host, "impaired impaired"), (await ward.Host(), await ward.Status()));
        await ward.Server.Ask<TerminateInstancesResult>(
            "TerminateInstances", new TerminateInstancesRequest { InstanceIds = [others[2].InstanceId!] });
        await ward.Until("it runs again", ward.Runs);
        Assert.NotEqual(host, await ward.Host());
    });

    [Fact]
    public void A_server_that_is_killed_meanwhile_moves_it_all_the_same() => Explore.Seeds(60, async world =>
    {
        var ward = await Ward.Open(world);
        var host = await ward.Host();
        await ward.Fail(host, Second * 60);
        await world.Delay(world.Below(Second * 4));
        ward.Server.Kill();
        await world.Delay(world.Below(Second * 2));
        await ward.Server.Start();
        await ward.Until("it runs on another host", async () => await ward.Runs() && await ward.Host() != host);
        await ward.Watch(Second * 5);
    });

    [Fact]
    public void Who_is_struck_itself_moves_nowhere() => Explore.Seeds(20, async world =>
    {
        var ward = await Ward.Open(world);
        var host = await ward.Host();
        await ward.Stage.Begin("instance-crash", Second * 15, ("resource", ward.Patient));
        await ward.Until("it is down", async () => !await ward.Runs());
        await ward.Watch(Second * 10);
        Assert.Equal((host, "ok impaired"), (await ward.Host(), await ward.Status()));
        await ward.Until("it runs again", ward.Runs);
        Assert.Equal(host, await ward.Host());
    });

    [Fact]
    public void Who_is_stopped_while_its_host_is_away_stops() => Explore.Seeds(20, async world =>
    {
        var ward = await Ward.Open(world);
        await ward.Fail(await ward.Host(), Second * 60);
        await world.Delay(world.Below(Second * 3));
        await ward.Server.Ask<StopInstancesResult>(
            "StopInstances", new StopInstancesRequest { InstanceIds = [ward.Patient] });
        await ward.Until("it is stopped", async () => (await ward.Look()).State!.Name == "stopped");
        await ward.Watch(Second * 5);
        Assert.Equal("stopped", (await ward.Look()).State!.Name);
    });

    /// <summary>It is down where it is for as long as the fault lasts, and then runs there again.</summary>
    private static async Task StaysUntil(Ward ward, string place, TimeSpan span)
    {
        var host = await ward.Host();
        await ward.Fail(place, span);
        await ward.Until("it is down", async () => !await ward.Runs());
        await ward.Watch(span / 2);
        Assert.Equal((host, false), (await ward.Host(), await ward.Runs()));
        await ward.Stage.Clear(_ => true);
        await ward.Stage.AllIsWell();
        await ward.Until("it runs again", ward.Runs);
        Assert.Equal(host, await ward.Host());
    }

    private static async Task<IEnumerable<string?>> States(Ward ward) =>
        (await ward.Server.Ask<DescribeInstancesResult>("DescribeInstances", new DescribeInstancesRequest()))!
        .Reservations!.SelectMany(each => each.Instances!).Select(each => each.State!.Name);
}
