using System.Text.Json.Nodes;
using static Faultline.Services.Fis.Scenarios.ScenarioReading;
using static Faultline.Services.Fis.Scenarios.TemplateText;

namespace Faultline.Services.Fis.Scenarios;

/// <summary>EC2 stress: instance failure. Instances stop, and start again after a while.</summary>
internal static class InstanceTemplates
{
    private const string Instances = "instances";

    public static Scenario Failure { get; } = new(
        "ec2-instance-failure",
        "EC2 stress: Instance failure",
        "Instances stop, and start again after five minutes.")
    {
        Parameters =
        [
            new(ScenarioWords.Zone, "instances in this Availability Zone, as use1-az1"),
            new(Instances, "or these instances, by their ARNs with commas between"),
            new(ScenarioWords.Lasting, "after how long they start again", "PT5M"),
            ScenarioWords.TheRole,
        ],
        Template = Of,
    };

    private static JsonObject Of(ScenarioReading read)
    {
        var (zone, instances) = (read.Zone(), read.List(Instances));
        if (zone is null == instances.Length is 0)
        {
            read.Problems.Add($"say which instances: {ScenarioWords.Zone} or {Instances}; one of the two.");
        }

        var text = new TemplateText(read, read.Scenario.Says);
        var there = (Path: ZonePowerTemplate.InstanceZone(zone ?? ""), zone ?? "");
        text.Target(
            "Instances", "aws:ec2:instance", "ALL",
            instances.Length > 0
                ? [("resourceArns", List(instances))]
                : [("filters", Filters(there, ("State.Name", "running")))]);
        text.Action(
            "Stop-Instances", "aws:ec2:stop-instances", read.Scenario.Says, ("Instances", "Instances"),
            [
                ("startInstancesAfterDuration", Iso(read.Span(ScenarioWords.Lasting))),
                ("completeIfInstancesTerminated", "true"),
            ]);
        return text.Whole(skipsEmpty: false);
    }
}
