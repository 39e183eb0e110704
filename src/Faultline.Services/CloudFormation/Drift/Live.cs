using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Drift;

/// <summary>
/// A resource as it was found, for a change set that brings it back to its template ("Using drift-aware change sets",
/// user guide). Pure.
/// </summary>
internal sealed record Live
{
    /// <summary>What it was last made to be, as JSON.</summary>
    public required string Expected { get; init; }

    /// <summary>The same with what differs and is to be brought back.</summary>
    public required JsonObject Actual { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset? Found { get; init; }

    /// <summary>What is let be, and why.</summary>
    public List<ResourceDriftIgnoredAttribute> Ignored { get; init; } = [];

    public bool IsGone => Status == StackResourceDriftStatus.Deleted;

    public bool HasDrifted => Status is StackResourceDriftStatus.Modified or StackResourceDriftStatus.Deleted;

    /// <summary>As an operation keeps it: empty where nothing is there.</summary>
    public string Text => IsGone ? "" : Actual.ToJsonString();

    /// <param name="all">The resources of the stack.</param>
    public static Live Of(StackResourceDrift drift, TypeFacts? facts, IReadOnlyList<(string Type, JsonObject Said)> all)
    {
        var expected = JsonNode.Parse(drift.ExpectedProperties!)!.AsObject();
        var ignored = new List<ResourceDriftIgnoredAttribute>();
        foreach (var name in Unread.Of(drift.ResourceType!).Where(expected.ContainsKey).Order(StringComparer.Ordinal))
        {
            ignored.Add(Letting(name, DriftIgnoredReason.WriteOnlyProperty));
        }

        var managed = Managed(drift, expected, all);
        var counts = new List<PropertyDifference>();
        foreach (var difference in drift.PropertyDifferences ?? [])
        {
            var name = difference.PropertyPath!.Split('/')[1];
            if (managed.Contains(name))
            {
                ignored.Add(Letting(name, DriftIgnoredReason.ManagedByAws));
            }
            else if (!IsLetBe(difference, name, facts))
            {
                counts.Add(difference);
            }
        }

        var isGone = drift.StackResourceDriftStatus == StackResourceDriftStatus.Deleted;
        return new()
        {
            Expected = drift.ExpectedProperties!,
            Actual = Overlay.Of(expected, counts),
            Status = isGone || counts.Count > 0 || drift.StackResourceDriftStatus != StackResourceDriftStatus.Modified
                ? drift.StackResourceDriftStatus!
                : StackResourceDriftStatus.InSync,
            Found = drift.Timestamp,
            Ignored = ignored,
        };
    }

    private static ResourceDriftIgnoredAttribute Letting(string name, string reason) =>
        new() { Path = $"/Properties/{name}", Reason = reason };

    /// <summary>Tags of others stay, and what would need another resource in its place is not brought back.</summary>
    private static bool IsLetBe(PropertyDifference difference, string name, TypeFacts? facts) =>
        facts?.Find(name)?.Replaces == Provisioning.Replacement.Always
        || (difference.DifferenceType == DifferenceType.Add && name == (facts?.TagsProperty ?? "Tags"));

    /// <summary>"AWS-managed properties": what scaling and upgrades set by themselves.</summary>
    private static HashSet<string> Managed(
        StackResourceDrift drift, JsonObject expected, IReadOnlyList<(string Type, JsonObject Said)> all) =>
        drift.ResourceType switch
        {
            "AWS::AutoScaling::AutoScalingGroup" when all.Any(each => each.Type == "AWS::AutoScaling::ScalingPolicy"
                && Scalars.Text(each.Said["AutoScalingGroupName"]) == drift.PhysicalResourceId) => ["DesiredCapacity"],
            "AWS::RDS::DBInstance" when Scalars.Text(expected["AutoMinorVersionUpgrade"]) is not "false" =>
                ["EngineVersion"],
            _ => [],
        };
}
