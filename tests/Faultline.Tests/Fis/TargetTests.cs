using Faultline.Api.Fis;
using Faultline.Kernel;
using Faultline.Services.Fis.Targets;

namespace Faultline.Tests.Fis;

/// <summary>Which resources a target means.</summary>
public sealed class TargetTests
{
    private const string Arn = "arn:aws:ec2:us-east-1:111122223333:";

    private readonly FisRig rig = new();

    public TargetTests()
    {
        rig.Ec2.Instances.AddRange(
        [
            ScriptedEc2.Machine("i-1", "us-east-1a", ("role", "web")),
            ScriptedEc2.Machine("i-2", "us-east-1b", ("role", "web"), ("stage", "prod")),
            ScriptedEc2.Machine("i-3", "us-east-1b", ("role", "db")),
            ScriptedEc2.Machine("i-4", "us-east-1b", ("role", "web")),
        ]);
        rig.Ec2.Instances[3].State!.Name = Api.Ec2.InstanceStateName.Terminated;
        rig.Ec2.Instances[1].InstanceLifecycle = "spot";
        rig.Ec2.Subnets.AddRange(
        [
            new()
            {
                SubnetId = "s-1",
                VpcId = "vpc-1",
                AvailabilityZone = "us-east-1a",
                AvailabilityZoneId = "use1-az1",
            },
            new()
            {
                SubnetId = "s-2",
                VpcId = "vpc-2",
                AvailabilityZone = "us-east-1b",
                AvailabilityZoneId = "use1-az2",
            },
        ]);
        rig.Ec2.Volumes.AddRange(
        [
            new()
            {
                VolumeId = "v-1",
                AvailabilityZone = "us-east-1b",
                Attachments = [new() { DeleteOnTermination = false, InstanceId = "i-2" }],
            },
            new()
            {
                VolumeId = "v-2",
                AvailabilityZone = "us-east-1a",
                Attachments = [new() { DeleteOnTermination = true, InstanceId = "i-1" }],
            },
        ]);
    }

    [Fact]
    public async Task Tags_must_all_be_there_and_what_is_terminated_is_gone()
    {
        Assert.Equal("i-1 i-2", await Resolve("aws:ec2:instance", it => it.ResourceTags = new() { ["role"] = "web" }));
        Assert.Equal("i-2", await Resolve("aws:ec2:instance", it => it.ResourceTags = new()
        {
            ["role"] = "web",
            ["stage"] = "prod",
        }));
        Assert.Equal("", await Resolve("aws:ec2:instance", it => it.ResourceTags = new() { ["role"] = "WEB" }));
        Assert.Equal("arn:aws:sts::111122223333:assumed-role/chaos", rig.Ec2.Who!.Arn[..44]);
    }

    [Fact]
    public async Task Arns_mean_what_is_there()
    {
        Assert.Equal("i-3", await Resolve("aws:ec2:instance", it => it.ResourceArns =
            [$"{Arn}instance/i-3", $"{Arn}instance/i-9", $"{Arn}instance/i-4"]));
        Assert.Equal("admin", await Resolve(
            "aws:iam:role", it => it.ResourceArns = ["arn:aws:iam::111122223333:role/admin"]));
    }

    [Fact]
    public async Task Only_spot_instances_are_such() =>
        Assert.Equal("i-2", await Resolve("aws:ec2:spot-instance", it => it.ResourceTags = new() { ["role"] = "web" }));

    [Fact]
    public async Task Filters_walk_what_is_described_any_value_and_every_filter()
    {
        Assert.Equal("i-2 i-3", await Resolve("aws:ec2:instance", it => it.Filters =
        [
            new() { Path = "Placement.AvailabilityZone", Values = ["us-east-1b", "us-east-1c"] },
            new() { Path = "State.Name", Values = ["running"] },
        ]));
        Assert.Equal("", await Resolve("aws:ec2:instance", it => it.Filters =
        [
            new() { Path = "Placement.AvailabilityZone", Values = ["us-east-1b"] },
            new() { Path = "State.Name", Values = ["stopped"] },
        ]));
        Assert.Equal("v-1", await Resolve("aws:ec2:ebs-volume", it => it.Filters =
            [new() { Path = "Attachments.DeleteOnTermination", Values = ["false"] }]));
        Assert.Equal("", await Resolve("aws:ec2:ebs-volume", it => it.Filters =
            [new() { Path = "Attachments.Nothing.Here", Values = ["false"] }]));
    }

    [Fact]
    public async Task Parameters_name_zones_by_name_or_id_and_networks()
    {
        Assert.Equal("v-1", await Resolve(
            "aws:ec2:ebs-volume", it => it.Parameters = new() { ["availabilityZoneIdentifier"] = "use1-az2" }));
        Assert.Equal("v-2", await Resolve(
            "aws:ec2:ebs-volume", it => it.Parameters = new() { ["availabilityZoneIdentifier"] = "us-east-1a" }));
        Assert.Equal("s-2", await Resolve("aws:ec2:subnet", it => it.Parameters = new()
        {
            ["availabilityZoneIdentifier"] = "use1-az2",
            ["vpc"] = $"{Arn}vpc/vpc-2",
        }));
        Assert.Equal("", await Resolve("aws:ec2:subnet", it => it.Parameters = new()
        {
            ["availabilityZoneIdentifier"] = "use1-az2",
            ["vpc"] = "vpc-1",
        }));
    }

    [Fact]
    public async Task What_nobody_has_here_is_nothing() => Assert.Equal(
        "", await Resolve("aws:s3:bucket", it => it.ResourceTags = new() { ["role"] = "web" }));

    [Theory]
    [InlineData("ALL", 9, 9)]
    [InlineData("COUNT(4)", 9, 4)]
    [InlineData("COUNT(40)", 9, 9)]
    [InlineData("PERCENT(50)", 9, 4)]
    [InlineData("PERCENT(50)", 1, 0)]
    [InlineData("PERCENT(100)", 9, 9)]
    [InlineData("PERCENT(1)", 9, 0)]
    public void A_share_is_rounded_down(string mode, int found, int taken) => Assert.Equal(
        taken, Selection.Read(mode)!.Of([.. Enumerable.Range(0, found)], new Dice(1)).Count);

    [Fact]
    public void Chance_takes_each_as_often_as_any_other()
    {
        var dice = new Dice(5);
        var counts = new int[4];
        for (var i = 0; i < 4000; i++)
        {
            foreach (var one in Selection.Read("COUNT(2)")!.Of([0, 1, 2, 3], dice))
            {
                counts[one]++;
            }
        }

        Assert.All(counts, count => Assert.InRange(count, 1850, 2150));
    }

    [Fact]
    public async Task Types_are_listed_and_shown_with_their_parameters()
    {
        var all = await rig.Fis.ListTargetResourceTypes(rig.Call("ListTargetResourceTypes"), new(), FisRig.Ct);
        Assert.Equal(TargetType.All.Length, all.TargetResourceTypes!.Count);
        var shown = await rig.Fis.GetTargetResourceType(
            rig.Call("GetTargetResourceType"), new() { ResourceType = "aws:eks:pod" }, FisRig.Ct);
        Assert.True(shown.TargetResourceType!.Parameters!["namespace"].Required);
        await FisRig.Refused("ResourceNotFoundException", async () => await rig.Fis.GetTargetResourceType(
            rig.Call("GetTargetResourceType"), new() { ResourceType = "aws:x" }, FisRig.Ct));
    }

    /// <summary>The ids that a target resolves to in a preview.</summary>
    private async Task<string> Resolve(string type, Action<CreateExperimentTemplateTargetInput> change)
    {
        var request = rig.Request("a test:plain");
        var target = new CreateExperimentTemplateTargetInput { ResourceType = type, SelectionMode = "ALL" };
        change(target);
        request.Targets = new() { ["t"] = target };
        request.ExperimentOptions = new() { EmptyTargetResolutionMode = "skip" };
        var kind = rig.Kinds.Single(each => each.Target?.ResourceType == type);
        request.Actions["a"] = new()
        {
            ActionId = kind.Id,
            Targets = new() { [kind.Target!.Slot] = "t" },
            Parameters = kind.Parameters.IsEmpty ? null : new() { ["duration"] = "PT1M" },
        };
        var id = await rig.Start(await rig.Create(request), "skip-all");
        await rig.Settle();
        Assert.Equal("completed, a skipped", await rig.Look(id));
        var found = await rig.Fis.ListExperimentResolvedTargets(
            rig.Call("ListExperimentResolvedTargets"), new() { ExperimentId = id, TargetName = "t" }, FisRig.Ct);
        Assert.All(found.ResolvedTargets!, each => Assert.Equal(type, each.ResourceType));
        return string.Join(' ', found.ResolvedTargets!.Select(each => each.TargetInformation!["arn"].Split('/')[^1]));
    }
}
