using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>The status checks: the system's about the host, the instance's about whether it does anything.</summary>
public sealed class StatusTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly InstanceScene scene = new();

    [Fact]
    public void A_check_comes_every_minute_unless_nothing_takes_its_time()
    {
        var around = Surroundings.Quiet() with { Timing = Timing.Aws };
        Assert.Equal(TimeSpan.FromMinutes(1), new StatusChecks(around).Every);
        Assert.Equal(Second, new StatusChecks(Surroundings.Quiet()).Every);
    }

    [Fact]
    public async Task The_checks_initialize_and_then_they_are_passed()
    {
        var id = await scene.Run();
        Assert.Equal("initializing initializing", await Status(id));
        scene.Rig.Now += Second;
        Assert.Equal("ok ok", await Status(id));
    }

    [Theory]
    [InlineData("host-crash", "impaired impaired")]
    [InlineData("host-pause", "impaired impaired")]
    [InlineData("zone-power", "impaired impaired")]
    [InlineData("instance-crash", "ok impaired")]
    [InlineData("instance-hang", "ok impaired")]
    public async Task Trouble_with_the_host_impairs_both_and_its_own_only_the_instance_s(string fault, string status)
    {
        var id = await scene.Run();
        var host = scene.Rig.Atlas.TryFind((await scene.Machine(id)).Host!, out var found) ? found : null;
        scene.Rig.Now += Second * 5;
        scene.Rig.Fault(fault switch
        {
            "host-crash" => new HostCrash(new(host!)),
            "host-pause" => new HostPause(new(host!)),
            "zone-power" => new ZonePower(host!.Zone!, 1, TimeSpan.Zero),
            "instance-crash" => new InstanceCrash(new(scene.Rig.Atlas.Everything, id)),
            _ => (Fault)new InstanceHang(new(scene.Rig.Atlas.Everything, id)),
        });
        await scene.Drive();
        var since = scene.Rig.Now;
        Assert.Equal("ok ok", await Status(id));
        scene.Rig.Now += Second;
        Assert.Equal(status, await Status(id));
        var detail = (await Describe(new() { InstanceIds = [id] })).Single().InstanceStatusValue!.Details!.Single();
        Assert.Equal(("reachability", "failed", since), (detail.Name, detail.Status, detail.ImpairedSince));
        scene.Rig.Reopen();
        Assert.Equal(status, await Status(id));
        scene.Rig.Fault();
        await scene.Drive();
        Assert.Equal("ok ok", await Status(id));
    }

    [Fact]
    public async Task Who_died_by_itself_is_impaired_until_a_reboot()
    {
        var id = await scene.Run();
        await scene.Exit(id, 1);
        scene.Rig.Now += Second * 3;
        Assert.Equal("ok impaired", await Status(id));
        await scene.Reboot(id);
        await scene.Drive();
        Assert.Equal("ok ok", await Status(id));
    }

    [Fact]
    public async Task Only_the_running_are_listed_unless_all_are_asked_for()
    {
        string[] states = ["pending", "running", "stopping", "stopped", "shutting-down", "terminated"];
        var running = await scene.In("running");
        var ids = new HashSet<string> { running };
        foreach (var state in states.Except(["running", "pending", "stopping", "shutting-down"]))
        {
            ids.Add(await scene.In(state));
        }

        ids.Add(await scene.In("stopping"));
        Assert.Equal([running], (await Describe(new())).Select(each => each.InstanceId));
        var all = await Describe(new() { IncludeAllInstances = true });
        Assert.Equal(ids, all.Select(each => each.InstanceId!).ToHashSet());
        Assert.All(all.Where(each => each.InstanceId != running), each => Assert.Equal(
            ("not-applicable", "not-applicable", "not-applicable"),
            (each.SystemStatus!.Status, each.InstanceStatusValue!.Status, each.AttachedEbsStatus!.Status)));
        await scene.Refused(
            "InvalidInstanceID.NotFound", () => Describe(new() { InstanceIds = ["i-00000000000000000"] }));
    }

    [Theory]
    [InlineData("instance-status.status=impaired")]
    [InlineData("instance-status.reachability=failed")]
    [InlineData("system-status.status=ok", true)]
    [InlineData("system-status.reachability=passed", true)]
    [InlineData("attached-ebs-status.status=ok", true)]
    [InlineData("instance-state-name=running", true)]
    [InlineData("instance-state-code=16", true)]
    [InlineData("availability-zone=us-east-1a")]
    [InlineData("availability-zone=us-east-1?", true)]
    public async Task Filters_look_at_the_status(string filter, bool both = false)
    {
        var (ill, well) = (await scene.Rig.Machine('a'), await scene.Rig.Machine('b'));
        await scene.Drive();
        await scene.Exit(ill, 1);
        scene.Rig.Now += Second * 3;
        var found = await Describe(new() { Filters = Ec2Call.Filters(filter) });
        Assert.Equal(both ? [ill, well] : [ill], found.Select(each => each.InstanceId!).ToHashSet());
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        await scene.Run(new() { MinCount = 7 });
        var request = new DescribeInstanceStatusRequest { MaxResults = 5 };
        var first = await scene.Ask(scene.Ec2.DescribeInstanceStatus, request);
        Assert.Equal(5, first.InstanceStatuses!.Count);
        request.NextToken = first.NextToken;
        var second = await scene.Ask(scene.Ec2.DescribeInstanceStatus, request);
        Assert.Equal((2, null), (second.InstanceStatuses!.Count, second.NextToken));
        var both = first.InstanceStatuses.Concat(second.InstanceStatuses);
        Assert.Equal(7, both.DistinctBy(each => each.InstanceId).Count());
    }

    private async Task<string> Status(string id)
    {
        var status = (await Describe(new() { InstanceIds = [id] })).Single();
        return $"{status.SystemStatus!.Status} {status.InstanceStatusValue!.Status}";
    }

    private async Task<List<InstanceStatus>> Describe(DescribeInstanceStatusRequest request) =>
        (await scene.Ask(scene.Ec2.DescribeInstanceStatus, request)).InstanceStatuses!;
}
