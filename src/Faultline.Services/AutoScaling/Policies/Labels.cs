using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// Resource labels, as <c>app/NAME/ID/targetgroup/NAME/ID</c>: the ends of the ARNs of a balancer and a target group
/// (PredefinedMetricSpecification in the API reference). Pure.
/// </summary>
internal static class Labels
{
    private const int Parts = 6;

    /// <summary>The balancer and the target group as dimensions of metrics name them; null for another text.</summary>
    public static (string Balancer, string TargetGroup)? Read(string? label) =>
        label?.Split('/') is { Length: Parts } parts && parts[0] == "app" && parts[3] == "targetgroup"
            ? (string.Join('/', parts[..3]), string.Join('/', parts[3..]))
            : null;

    /// <summary>Refuses a label of a target group that the group is not behind.</summary>
    public static void Check(string label, Group group)
    {
        var read = Read(label) ?? throw Refusal.Invalid(
            $"The resource label '{label}' must be of the form app/balancer/id/targetgroup/group/id");
        if (!group.Sources.Any(source => source.Identifier.EndsWith($":{read.TargetGroup}", StringComparison.Ordinal)))
        {
            throw Refusal.Invalid(
                $"The target group of resource label '{label}' is not attached to the Auto Scaling group "
                + $"{group.Name}");
        }
    }
}
