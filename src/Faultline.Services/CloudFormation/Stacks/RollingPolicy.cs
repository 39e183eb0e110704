using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>
/// What a group's policy says of rolling updates that wait for signals ("UpdatePolicy attribute", CloudFormation
/// template reference: the defaults are from there).
/// </summary>
internal sealed record RollingPolicy(Properties Says)
{
    public const string Name = "AutoScalingRollingUpdate";

    private const string PauseDefault = "PT5M";

    public int Batch => Math.Max(1, Says.Number("MaxBatchSize") ?? 1);

    public int InService => Says.Number("MinInstancesInService") ?? 0;

    public double Percent => Says.Real("MinSuccessfulInstancesPercent") ?? 100;

    /// <summary>How long a batch has to signal.</summary>
    public string Pause => Says.Text("PauseTime") ?? PauseDefault;

    public ImmutableList<string> Suspends => [.. Says.Texts("SuspendProcesses").Distinct(StringComparer.Ordinal)];

    /// <summary>The policy of a thing whose rolling updates wait for signals; null for every other.</summary>
    public static RollingPolicy? Of(Made thing) => thing.UpdatePolicy is { } policy
        && JsonNode.Parse(policy) is JsonObject all
        && new Properties(all).Group(Name) is { } says
        && says.Flag("WaitOnResourceSignals") == true
            ? new(says)
            : null;

    /// <summary>How many of so many may fail to signal.</summary>
    public int FailuresMax(int total) => total - (int)Math.Ceiling(total * Percent / 100);
}
