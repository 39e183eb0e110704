using Faultline.Api.CloudWatch;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>When a metric alarm goes off: how many of the last values must lie beyond what.</summary>
/// <param name="Periods">How many values are looked at.</param>
/// <param name="ToAlarm">How many of them must breach.</param>
internal sealed record Terms(int Periods, int ToAlarm, string Operator, double Threshold)
{
    /// <summary>A word of TreatMissingData.</summary>
    public string Missing { get; init; } = "missing";

    /// <summary>Percentiles of few values change nothing.</summary>
    public bool IgnoresVague { get; init; }

    public bool IsBreached(double value) => Operator switch
    {
        ComparisonOperator.GreaterThanOrEqualToThreshold => value >= Threshold,
        ComparisonOperator.GreaterThanThreshold => value > Threshold,
        ComparisonOperator.LessThanThreshold => value < Threshold,
        _ => value <= Threshold,
    };

    /// <summary>What a value that breaches is, in words.</summary>
    public string Words => Operator switch
    {
        ComparisonOperator.GreaterThanOrEqualToThreshold => "greater than or equal to",
        ComparisonOperator.GreaterThanThreshold => "greater than",
        ComparisonOperator.LessThanThreshold => "less than",
        _ => "less than or equal to",
    };
}

/// <summary>A value that an alarm looks at.</summary>
/// <param name="SampleCount">How many it sums up, where that is known.</param>
/// <param name="IsVague">It is a percentile of too few.</param>
internal sealed record Point(DateTimeOffset At, double Value, double? SampleCount = null, bool IsVague = false);
