using System.Text.Json.Nodes;
using static Faultline.Services.Fis.Scenarios.ScenarioReading;
using static Faultline.Services.Fis.Scenarios.TemplateText;

namespace Faultline.Services.Fis.Scenarios;

/// <summary>
/// AZ Availability: Power Interruption ("AZ Availability: Power Interruption", AWS FIS user guide). A zone shows what a
/// loss of power shows, and then what its return shows.
/// </summary>
internal static class ZonePowerTemplate
{
    private const string Recovery = "recovery";
    private const string Roles = "roles";
    private const string After = "autoshift-after";
    private const string Tag = "AzImpairmentPower";
    private const string ScalingRole = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";

    /// <summary>What the network of the zone stays away for, while clients still hold on to it.</summary>
    private static readonly TimeSpan networkAway = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan least = TimeSpan.FromMinutes(1);

    public static Scenario Scenario { get; } = new(
        "az-power-interruption",
        "AZ Availability: Power Interruption",
        "A zone loses its power: instances stop, nothing can be launched there, its network is away at first, "
        + "databases fail over; then power returns, and a volume stays unresponsive.")
    {
        Parameters =
        [
            ScenarioWords.TheZone,
            new(ScenarioWords.Lasting, "how long the power is away", "PT30M"),
            new(Recovery, "how long a volume stays unresponsive after that", "PT30M"),
            new(After, "after how long traffic is shifted away", "PT5M"),
            new(
                Roles,
                "the ARNs of roles that can launch nothing there, with commas between; unless said Auto Scaling's"),
            new(ScenarioWords.Tags, $"true: only what is tagged {Tag} as in AWS, not all in the zone", "false"),
            ScenarioWords.TheRole,
        ],
        LeftOut =
        [
            "Failover-RDS: there are no database clusters yet; Reboot-RDS fails Multi-AZ instances over in its place",
            "Pause-ElastiCache: there is no ElastiCache yet",
            "Disrupt-S3-Express: there are no directory buckets yet",
        ],
        Template = Of,
    };

    private static JsonObject Of(ScenarioReading read)
    {
        var (zone, away, tags) = (read.Zone() ?? "", read.Span(ScenarioWords.Lasting), read.Flag(ScenarioWords.Tags));
        var text = new TemplateText(read, $"{zone} loses its power for {Iso(away)}, and what follows from that.");
        Instances(text, zone, away, tags);
        Launches(text, read, zone, away, tags);
        Network(text, zone, away, tags);
        Databases(text, zone, tags);
        Autoshift(text, zone, away, read.Span(After), tags);
        Volume(text, zone, read.Span(Recovery), tags);
        return text.Whole(skipsEmpty: true);
    }

    private static void Instances(TemplateText text, string zone, TimeSpan away, bool tags)
    {
        var filters = ("filters", (JsonNode)Filters((InstanceZone(zone), zone), ("State.Name", "running")));
        (string, string)[] parameters =
        [
            ("startInstancesAfterDuration", Iso(away)),
            ("completeIfInstancesTerminated", "true"),
        ];
        text.Target("Instances", "aws:ec2:instance", "ALL", [.. Tagged(tags, "StopInstances"), filters]);
        text.Action(
            "Stop-Instances", "aws:ec2:stop-instances", "Instances of the zone are down.",
            ("Instances", "Instances"), parameters);
        if (tags)
        {
            // Without tags those of groups are among all the others.
            var again = ("filters", (JsonNode)filters.Item2.DeepClone());
            text.Target("ASG-Instances", "aws:ec2:instance", "ALL", [.. Tagged(tags, "IceAsg"), again]);
            text.Action(
                "Stop-ASG-Instances", "aws:ec2:stop-instances", "Instances of Auto Scaling groups are down.",
                ("Instances", "ASG-Instances"), parameters);
        }
    }

    private static void Launches(TemplateText text, ScenarioReading read, string zone, TimeSpan away, bool tags)
    {
        (string, string)[] parameters =
        [
            ("duration", Iso(away)), ("availabilityZoneIdentifiers", zone), ("percentage", "100"),
        ];
        var roles = read.List(Roles);
        text.Target(
            "Roles", "aws:iam:role", "ALL",
            ("resourceArns", List(roles.Length > 0 ? roles : [$"arn:aws:iam::{read.Account()}:role/{ScalingRole}"])));
        text.Action(
            "Pause-Instance-Launches", "aws:ec2:api-insufficient-instance-capacity-error",
            "Nothing can be launched in the zone.", ("Roles", "Roles"), parameters);
        text.Target(
            "ASG", "aws:ec2:autoscaling-group", "ALL",
            tags ? Tagged(tags, "IceAsg") : [("filters", Filters((GroupZone(zone), zone)))]);
        text.Action(
            "Pause-ASG-Scaling", "aws:ec2:asg-insufficient-instance-capacity-error",
            "Auto Scaling groups get nothing in the zone.", ("AutoScalingGroups", "ASG"), parameters);
    }

    private static void Network(TemplateText text, string zone, TimeSpan away, bool tags)
    {
        text.Target(
            "Subnets", "aws:ec2:subnet", "ALL",
            [.. Tagged(tags, "DisruptSubnet"), ("parameters", Texts([("availabilityZoneIdentifier", zone)]))]);
        text.Action(
            "Pause-network-connectivity", "aws:network:disrupt-connectivity",
            "Who still has addresses of the zone runs into timeouts.", ("Subnets", "Subnets"),
            [("duration", Iso(away < networkAway ? away : networkAway)), ("scope", "all")]);
    }

    private static void Databases(TemplateText text, string zone, bool tags)
    {
        text.Target(
            "Databases", "aws:rds:db", "ALL",
            [
                .. Tagged(tags, "DisruptRds"),
                ("filters", Filters(("MultiAZ", "true"))),
                ("parameters", Texts([("availabilityZoneIdentifiers", zone)])),
            ]);
        text.Action(
            "Reboot-RDS", "aws:rds:reboot-db-instances", "The standby of Multi-AZ instances takes over.",
            ("DBInstances", "Databases"), [("forceFailover", "true")]);
    }

    private static void Autoshift(TemplateText text, string zone, TimeSpan away, TimeSpan after, bool tags)
    {
        if (away - after < least)
        {
            // Power is back before anybody would have noticed.
            return;
        }

        text.Target(
            "Shifted", "aws:arc:zonal-shift-managed-resource", "ALL",
            [
                .. Tagged(tags, "RecoverAutoshiftResources"),
                ("parameters", Texts([("availabilityZoneIdentifier", zone)])),
            ]);
        text.Action(
            "Wait-Before-Autoshift", "aws:fis:wait", "Until it is noticed.", null, [("duration", Iso(after))]);
        text.Action(
            "Start-ARC-Zonal-Autoshift", "aws:arc:start-zonal-autoshift", "Traffic is led away from the zone.",
            ("ManagedResources", "Shifted"),
            [("duration", Iso(away - after)), ("availabilityZoneIdentifier", zone)],
            "Wait-Before-Autoshift");
    }

    private static void Volume(TemplateText text, string zone, TimeSpan recovery, bool tags)
    {
        text.Target(
            "Volume", "aws:ec2:ebs-volume", "COUNT(1)",
            [
                .. Tagged(tags, "ApiPauseVolume"),
                ("filters", Filters(("Attachments.DeleteOnTermination", "false"))),
                ("parameters", Texts([("availabilityZoneIdentifier", zone)])),
            ]);
        text.Action(
            "Pause-EBS-IO", "aws:ebs:pause-volume-io", "A volume does not answer, though the power is back.",
            ("Volumes", "Volume"), [("duration", Iso(recovery))],
            tags ? ["Stop-Instances", "Stop-ASG-Instances"] : ["Stop-Instances"]);
    }

    private static (string, JsonNode)[] Tagged(bool tags, string value) =>
        tags ? [("resourceTags", Texts([(Tag, value)]))] : [];

    /// <summary>Where EC2 shows the zone of an instance, by whichever of its names is said.</summary>
    internal static string InstanceZone(string zone) =>
        IsId(zone) ? "Placement.AvailabilityZoneId" : "Placement.AvailabilityZone";

    private static string GroupZone(string zone) => IsId(zone) ? "AvailabilityZoneIds" : "AvailabilityZones";

    private static bool IsId(string zone) => zone.Contains("-az", StringComparison.Ordinal);
}
