using System.Text.Json;
using Faultline.Kernel;
using Faultline.Services.Fis.Actions;
using Faultline.Services.Fis.Scenarios;

namespace Faultline.Tests.Fis;

/// <summary>The scenario library: templates that FIS takes, of actions that act.</summary>
public sealed class ScenarioTests
{
    private static readonly IReadOnlyList<ActionKind> actions = ActionCatalog.All(new()
    {
        Node = null!,
        Around = Surroundings.Quiet(),
        Calls = null!,
        Ec2 = null!,
        AutoScaling = null!,
        Rds = null!,
        CloudWatch = null!,
        Shifts = null!,
    });

    public static TheoryData<string> Runnable =>
        [.. ScenarioLibrary.All.Where(each => each.Lacks is null).Select(each => each.Name)];

    public static TheoryData<string> Lacking =>
        [.. ScenarioLibrary.All.Where(each => each.Lacks is not null).Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Runnable))]
    public void Each_is_made_of_actions_that_act_with_all_that_they_need(string name)
    {
        using var template = Built(name, ("zone", "use1-az1"));
        foreach (var action in template.RootElement.GetProperty("actions").EnumerateObject())
        {
            var kind = actions.Single(each => each.Id == action.Value.GetProperty("actionId").GetString());
            var given = action.Value.GetProperty("parameters").EnumerateObject()
                .ToDictionary(each => each.Name, each => each.Value.GetString()!);
            Assert.NotNull(kind.Acts);
            Assert.Empty(kind.Acts.Check(given));
            Assert.Empty(given.Keys.Except(kind.Parameters.Select(each => each.Name)));
            Assert.Empty(kind.Parameters.Where(each => each.Required).Select(each => each.Name).Except(given.Keys));
            if (kind.Target is { } slot)
            {
                var aimed = action.Value.GetProperty("targets").GetProperty(slot.Slot).GetString()!;
                var target = template.RootElement.GetProperty("targets").GetProperty(aimed);
                Assert.Equal(slot.ResourceType, target.GetProperty("resourceType").GetString());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lacking))]
    public void One_that_cannot_be_run_says_why(string name)
    {
        var refused = Assert.Throws<ScenarioRefused>(() => Built(name));
        Assert.Contains(ScenarioLibrary.Find(name)!.Lacks!, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_of_power_is_what_AWS_makes_of_it()
    {
        using var template = Built("AZ Availability: Power Interruption", ("zone", "use1-az1"), ("tags", "true"));
        Assert.Equal(
            """
            Stop-Instances aws:ec2:stop-instances Instances
            Stop-ASG-Instances aws:ec2:stop-instances ASG-Instances
            Pause-Instance-Launches aws:ec2:api-insufficient-instance-capacity-error Roles
            Pause-ASG-Scaling aws:ec2:asg-insufficient-instance-capacity-error ASG
            Pause-network-connectivity aws:network:disrupt-connectivity Subnets
            Reboot-RDS aws:rds:reboot-db-instances Databases
            Wait-Before-Autoshift aws:fis:wait -
            Start-ARC-Zonal-Autoshift aws:arc:start-zonal-autoshift Shifted after Wait-Before-Autoshift
            Pause-EBS-IO aws:ebs:pause-volume-io Volume after Stop-Instances,Stop-ASG-Instances
            """,
            string.Join('\n', template.RootElement.GetProperty("actions").EnumerateObject().Select(Line)));
        Assert.Equal(
            "skip",
            template.RootElement.GetProperty("experimentOptions").GetProperty("emptyTargetResolutionMode").GetString());
        Assert.Equal(
            "StopInstances IceAsg - IceAsg DisruptSubnet DisruptRds RecoverAutoshiftResources ApiPauseVolume",
            string.Join(' ', template.RootElement.GetProperty("targets").EnumerateObject().Select(target =>
                target.Value.TryGetProperty("resourceTags", out var tags)
                    ? tags.GetProperty("AzImpairmentPower").GetString()
                    : "-")));
    }

    [Fact]
    public void Its_spans_follow_from_how_long_the_power_is_away()
    {
        using var template = Built(
            "az-power-interruption",
            ("zone", "use1-az1"), ("for", "10m"), ("recovery", "5m"), ("autoshift-after", "4m"));
        Assert.Equal("PT10M", Parameter("Stop-Instances", "startInstancesAfterDuration"));
        Assert.Equal("PT2M", Parameter("Pause-network-connectivity", "duration"));
        Assert.Equal("PT4M", Parameter("Wait-Before-Autoshift", "duration"));
        Assert.Equal("PT6M", Parameter("Start-ARC-Zonal-Autoshift", "duration"));
        Assert.Equal("PT5M", Parameter("Pause-EBS-IO", "duration"));

        string? Parameter(string action, string name) => template.RootElement.GetProperty("actions")
            .GetProperty(action).GetProperty("parameters").GetProperty(name).GetString();
    }

    [Fact]
    public void Power_that_is_back_before_traffic_would_move_moves_none()
    {
        using var template = Built("az-power-interruption", ("zone", "use1-az1"), ("for", "5m"));
        Assert.False(template.RootElement.GetProperty("actions").TryGetProperty("Start-ARC-Zonal-Autoshift", out _));
    }

    [Theory]
    [InlineData("use1-az1", "Placement.AvailabilityZoneId", "us-east-1")]
    [InlineData("eu-west-1b", "Placement.AvailabilityZone", "eu-west-1")]
    public void A_zone_is_aimed_at_by_whichever_name_it_is_called(string zone, string path, string region)
    {
        using var template = Built("ec2-instance-failure", ("zone", zone));
        var filter = template.RootElement.GetProperty("targets").GetProperty("Instances").GetProperty("filters")[0];
        Assert.Equal(path, filter.GetProperty("path").GetString());
        Assert.Equal(zone, filter.GetProperty("values")[0].GetString());
        Assert.Equal(region, ScenarioLibrary.RegionOf(zone));
    }

    [Fact]
    public void The_steps_of_a_course_follow_each_other_for_a_quarter_of_an_hour()
    {
        using var template = Built("ebs-increasing-latency", ("volumes", "arn:aws:ec2:us-east-1:1:volume/vol-1"));
        Assert.Equal(
            "PT3M 50, PT3M 200, PT3M 700, PT3M 1000, PT3M 15000",
            string.Join(", ", template.RootElement.GetProperty("actions").EnumerateObject().Select(action =>
            {
                var given = action.Value.GetProperty("parameters");
                return $"{given.GetProperty("duration")} {given.GetProperty("writeIOLatencyMilliseconds")}";
            })));
    }

    [Theory]
    [InlineData("az-power-interruption", "", "needs 'zone'")]
    [InlineData("az-power-interruption", "zone=use1-az99", "there is no 'use1-az99'")]
    [InlineData("az-power-interruption", "zone=use1-az1 for=1s", "for is a span")]
    [InlineData("az-power-interruption", "zone=use1-az1 colour=red", "no parameter 'colour'")]
    [InlineData("az-power-interruption", "zone=use1-az1 tags=yes", "tags is true or false")]
    [InlineData("az-power-interruption", "zone=use1-az1 role=me", "role is the ARN")]
    [InlineData("ebs-sustained-latency", "", "say which volumes")]
    [InlineData("ec2-instance-failure", "zone=use1-az1 instances=arn:1", "say which instances")]
    [InlineData("az-power-interuption", "", "Did you mean")]
    public void What_is_wrong_is_said(string name, string given, string says)
    {
        var refused = Assert.Throws<ScenarioRefused>(() => Built(name, [.. given
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(each => each.Split('='))
            .Select(each => (each[0], each[1]))]));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private static string Line(JsonProperty action)
    {
        var aimed = action.Value.TryGetProperty("targets", out var targets)
            ? targets.EnumerateObject().Single().Value.GetString()
            : "-";
        var after = action.Value.TryGetProperty("startAfter", out var before)
            ? $" after {string.Join(',', before.EnumerateArray().Select(each => each.GetString()))}"
            : "";
        return $"{action.Name} {action.Value.GetProperty("actionId").GetString()} {aimed}{after}";
    }

    private static JsonDocument Built(string name, params (string Name, string Value)[] given) => JsonDocument.Parse(
        ScenarioLibrary.Build(name, given.ToDictionary(each => each.Name, each => each.Value)));
}
