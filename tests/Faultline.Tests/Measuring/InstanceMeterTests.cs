using System.Net;
using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Services;
using Faultline.Services.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Measuring;
using Faultline.Tests.Ec2;
using Faultline.Tests.Ec2.Instances;

namespace Faultline.Tests.Measuring;

/// <summary>What instances did from one look to the next, over a restart of the server too.</summary>
public sealed class InstanceMeterTests
{
    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    private readonly InstanceScene scene = new();
    private readonly Trees trees = new();
    private readonly StatusChecks checks;
    private readonly Ec2Engines engines;
    private InstanceMeter meter;

    public InstanceMeterTests()
    {
        checks = new(scene.Rig.Around);
        engines = new(trees, null!, scene.Rig.Volumes, null!, scene.Rig.Ways);
        meter = new(checks, engines);
    }

    [Fact]
    public async Task What_a_tree_used_before_anybody_looked_is_in_no_period()
    {
        var id = await Instance();
        Uses(id, TimeSpan.FromHours(5), began: scene.Rig.Now.AddHours(-6));
        Assert.Null(await Value("CPUUtilization", id));
        Uses(id, TimeSpan.FromHours(5) + (minute / 2), began: scene.Rig.Now.AddHours(-6));
        Assert.Equal(25, await Value("CPUUtilization", id));

        // Another server looks at the same tree.
        meter = new(checks, engines);
        Uses(id, TimeSpan.FromHours(5) + minute, began: scene.Rig.Now.AddHours(-6));
        Assert.Null(await Value("CPUUtilization", id));
        Uses(id, TimeSpan.FromHours(5) + (minute * 2), began: scene.Rig.Now.AddHours(-6));
        Assert.Equal(50, await Value("CPUUtilization", id));
    }

    [Fact]
    public async Task What_a_tree_used_that_began_in_the_period_counts_from_its_beginning()
    {
        var id = await Instance();
        Uses(id, minute / 5, began: scene.Rig.Now.AddSeconds(20));
        Assert.Equal(10, (await Value("CPUUtilization", id))!.Value, 6);
    }

    [Fact]
    public async Task What_is_carried_to_the_address_and_back_is_the_network_s()
    {
        var id = await Instance();
        var traffic = scene.Rig.Ways.TrafficOf(IPAddress.Parse((await scene.Machine(id)).Address!));
        traffic.To(1);
        traffic.To(3001);
        traffic.From(1500);
        Assert.Equal([3002, 1500, 4, 1], await Network());
        Assert.Equal([0, 0, 0, 0], await Network());
        traffic.From(1501);
        Assert.Equal([0, 1501, 0, 2], await Network());

        async Task<double?[]> Network()
        {
            var all = await Look();
            return [.. new[] { "NetworkIn", "NetworkOut", "NetworkPacketsIn", "NetworkPacketsOut" }.Select(
                name => Of(all, "AWS/EC2", name, "InstanceId", id))];
        }
    }

    [Fact]
    public async Task Instances_of_a_group_are_measured_together_too()
    {
        var (one, other) = (await Instance(), await Instance());
        foreach (var id in new[] { one, other })
        {
            await scene.Set(id, machine => machine.With(shown =>
                shown.Tags = [new() { Key = "aws:autoscaling:groupName", Value = "web" }]));
            var address = (await scene.Machine(id)).Address!;
            scene.Rig.Ways.TrafficOf(IPAddress.Parse(address)).To(id == one ? 100 : 300);
        }

        var all = await Look();
        var together = Assert.Single(all, each => each.Metric == "NetworkIn"
            && each.Dimensions.Any(pair => pair is { Key: "AutoScalingGroupName", Value: "web" }));
        Assert.Equal([100, 300], together.Values.Select(each => each.Value).Order());
    }

    [Fact]
    public async Task Volumes_have_what_their_files_grew_by_and_the_root_the_rest()
    {
        var id = await Instance(new()
        {
            BlockDeviceMappings = [new() { DeviceName = "/dev/sdf", Ebs = new() { VolumeSize = 1 } }],
        });
        var shown = await scene.Look(id);
        var root = shown.BlockDeviceMappings!.Single(each => each.DeviceName == shown.RootDeviceName).Ebs!.VolumeId!;
        var data = shown.BlockDeviceMappings!.Single(each => each.DeviceName == "/dev/sdf").Ebs!.VolumeId!;
        Did(id, read: 1 << 20, written: 5000, idle: 50);
        await Look();
        Did(id, read: (1 << 20) + 300_000, written: 105_000, idle: 95);
        var all = await Look(new() { [data] = 40_000 });
        double?[] Volume(string which) =>
        [
            .. new[] { "VolumeReadBytes", "VolumeReadOps", "VolumeWriteBytes", "VolumeWriteOps", "VolumeIdleTime" }
                .Select(name => Of(all, "AWS/EBS", name, "VolumeId", which)),
        ];
        Assert.Equal([300_000, 2, 60_000, 1, 45], Volume(root));
        Assert.Equal([null, null, 40_000, 1, null], Volume(data));
    }

    private async Task<string> Instance(RunInstancesRequest? request = null)
    {
        request ??= new();
        request.InstanceType = "t3.micro";
        return await scene.Run(request);
    }

    /// <summary>The tree of an instance has used so much until now.</summary>
    private void Uses(string id, TimeSpan cpu, DateTimeOffset began) =>
        trees.All = [new($"{id}.1", TreeState.Running, began) { Usage = new(1, cpu, 0, 0, 0) }];

    private void Did(string id, long read, long written, int idle) =>
        trees.All =
        [
            new($"{id}.1", TreeState.Running, scene.Rig.Now.AddSeconds(1))
            {
                Usage = new(1, default, 0, read, written) { Idle = TimeSpan.FromSeconds(idle) },
            },
        ];

    private async Task<double?> Value(string metric, string id) =>
        Of(await Look(), "AWS/EC2", metric, "InstanceId", id);

    /// <summary>A minute passes, and then it is looked.</summary>
    private async Task<List<Measurement>> Look(Dictionary<string, long>? grown = null)
    {
        var period = new Period(scene.Rig.Now, minute);
        scene.Rig.Now += minute;
        using var held = await scene.Ec2.Book.Take(Ec2Rig.Ct);
        return meter.Look(held.State, grown ?? [], period, scene.Rig.Now);
    }

    private static double? Of(List<Measurement> all, string space, string metric, string name, string value) => all
        .SingleOrDefault(each => each.Namespace == space && each.Metric == metric
            && each.Dimensions is [var only] && only.Key == name && only.Value == value)
        ?.Values.Single().Value;

    /// <summary>Trees that are there in name only.</summary>
    private sealed class Trees : IProcesses
    {
        public IReadOnlyList<ProcessTree> All { get; set; } = [];

        public ProcessTree? Find(string key) => All.FirstOrDefault(tree => tree.Key == key);

        public ValueTask Start(string key, ProcessSpec spec, CancellationToken ct) => default;

        public ValueTask Stop(string key, TimeSpan grace, CancellationToken ct) => default;

        public ValueTask Kill(string key) => default;

        public void Pause(string key)
        {
        }

        public void Resume(string key)
        {
        }

        public void Press(string key, Pressure pressure)
        {
        }

        public void Forget(string key)
        {
        }

        public IDisposable OnChange(Action hear) => throw new NotSupportedException();
    }
}
