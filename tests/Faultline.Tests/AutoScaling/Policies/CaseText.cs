using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Policies;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>Policies and groups as the tables of cases write them.</summary>
internal static class CaseText
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["change"] = Adjustment.Change,
        ["exact"] = Adjustment.Exact,
        ["percent"] = Adjustment.Percent,
    };

    /// <summary>
    /// <c>simple percent 25 least 2</c>, <c>step percent 0..10:0 10..:30</c>, <c>track 50</c>, <c>track 50 no-in</c>.
    /// </summary>
    public static ScalingPolicy Policy(string text) => text.Split(' ') switch
    {
        ["simple", var kind, var amount, .. var rest] => new()
        {
            PolicyType = PolicyTypes.Simple,
            AdjustmentType = Kinds[kind],
            ScalingAdjustment = Whole(amount),
            MinAdjustmentMagnitude = rest is ["least", var least] ? Whole(least) : null,
        },
        ["step", var kind, .. var steps] => new()
        {
            PolicyType = PolicyTypes.Step,
            AdjustmentType = Kinds[kind],
            StepAdjustments = [.. steps.Select(Step)],
        },
        ["track", var target, .. var rest] => new()
        {
            PolicyType = PolicyTypes.TargetTracking,
            TargetTrackingConfiguration = new()
            {
                TargetValue = Number(target),
                DisableScaleIn = rest is ["no-in"],
                PredefinedMetricSpecification = new() { PredefinedMetricType = MetricType.ASGAverageCPUUtilization },
            },
        },
        _ => throw new ArgumentException(text),
    };

    /// <summary><c>0..10:0</c>, with what is not bounded left out.</summary>
    public static StepAdjustment Step(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var bounds = text[..colon].Split("..");
        return new()
        {
            MetricIntervalLowerBound = bounds[0].Length == 0 ? null : Number(bounds[0]),
            MetricIntervalUpperBound = bounds[1].Length == 0 ? null : Number(bounds[1]),
            ScalingAdjustment = Whole(text[(colon + 1)..]),
        };
    }

    /// <summary>
    /// <c>11 in 1..20, 10 ready, 1 coming, 0 leaving</c>: those that are not counted apart are ready, and nothing
    /// bounds what says no bounds.
    /// </summary>
    public static Standing Group(string text)
    {
        var parts = text.Split(", ");
        var size = parts[0].Split(" in ");
        var bounds = size.Length > 1 ? size[1].Split("..") : ["0", "10000"];
        int? Count(string what) => parts.Skip(1).Select(part => part.Split(' '))
            .FirstOrDefault(part => part[1] == what) is [var count, _] ? Whole(count) : null;
        return new()
        {
            Desired = Whole(size[0]),
            Min = Whole(bounds[0]),
            Max = Whole(bounds[1]),
            Ready = Count("ready") ?? Whole(size[0]),
            Coming = Count("coming") ?? 0,
            Leaving = Count("leaving") ?? 0,
        };
    }

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public static int Whole(string text) =>
        int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
