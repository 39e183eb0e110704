using System.Collections.Immutable;
using Faultline.Drills.Plans;

namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>Which chapters of a runbook are of what a drill strikes, or goes through. Pure.</summary>
internal static class Struck
{
    private static readonly ImmutableDictionary<string, string> faults = new Dictionary<string, string>
    {
        ["zone-power"] = "zone-power",
        ["zone-isolation"] = "zone-power",
        ["zone-gray"] = "zone-gray",
        ["instance-crash"] = "instance-dies",
        ["instance-hang"] = "instance-dies",
        ["host-crash"] = "instance-dies",
        ["host-pause"] = "instance-dies",
        ["control-plane-frozen"] = "control-plane",
        ["retry-storm"] = "control-plane",
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, string> scenarios = new Dictionary<string, string>
    {
        ["az-power-interruption"] = "zone-power",
        ["ec2-instance-failure"] = "instance-dies",
    }.ToImmutableDictionary();

    /// <summary>What calls and the actions of experiments do, by the words that are in them.</summary>
    private static readonly ImmutableArray<(string Word, string Chapter)> acts =
    [
        ("rds:RebootDBInstance", "database-dies"),
        ("rds:DeleteDBInstance", "destroyed"),
        ("cloudformation:UpdateStack", "destroyed"),
        ("autoscaling:StartInstanceRefresh", "destroyed"),
        ("ec2:TerminateInstances", "instance-dies"),
        ("ec2:StopInstances", "instance-dies"),
        ("ec2:RebootInstances", "instance-dies"),
        ("aws:rds:reboot-db-instances", "database-dies"),
        ("aws:ec2:terminate-instances", "instance-dies"),
        ("aws:ec2:stop-instances", "instance-dies"),
        ("aws:ec2:reboot-instances", "instance-dies"),
    ];

    public static IReadOnlySet<string> Chapters(DrillPlan plan) =>
        plan.Strikes.SelectMany(Of).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Of(StrikePlan strike) => strike switch
    {
        FaultStrike { Kind: "instance-crash" or "instance-hang" } one when one.Given.Values.Any(IsDatabase) =>
            ["database-dies"],
        FaultStrike one => Known(faults, one.Kind),
        ScenarioStrike one => Known(scenarios, one.Scenario),
        ExperimentStrike one => Acts(one.Template),
        CallStrike { IsRecovery: true } one => one.Step is { } step ? [step.Split('/')[0]] : [],
        CallStrike one => Acts($"{one.Service}:{one.Operation}"),
        SqlStrike => ["destroyed"],
        _ => [],
    };

    private static bool IsDatabase(string resource) => resource.Contains(":db:", StringComparison.Ordinal);

    private static IEnumerable<string> Known(ImmutableDictionary<string, string> all, string name) =>
        all.TryGetValue(name, out var chapter) ? [chapter] : [];

    private static IEnumerable<string> Acts(string text) =>
        acts.Where(act => text.Contains(act.Word, StringComparison.OrdinalIgnoreCase)).Select(act => act.Chapter);
}
