namespace Faultline.Services.AutoScaling.Policies;

/// <summary>How a step policy makes one value of the newest ones ("MetricAggregationType", PutScalingPolicy).</summary>
internal static class Aggregation
{
    public const string Average = "Average";
    private const string Least = "Minimum";
    private const string Most = "Maximum";

    public static IReadOnlyList<string> All { get; } = [Least, Most, Average];

    /// <summary>Null of no values.</summary>
    public static double? Of(string? type, IReadOnlyCollection<double> values) => values.Count == 0 ? null : type switch
    {
        Least => values.Min(),
        Most => values.Max(),
        _ => values.Average(),
    };
}
