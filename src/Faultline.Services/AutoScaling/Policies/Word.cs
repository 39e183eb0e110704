namespace Faultline.Services.AutoScaling.Policies;

/// <summary>What an alarm said to a policy.</summary>
/// <param name="Policy">The ARN of the policy.</param>
/// <param name="Value">Of the metric, one for the policy; null when nobody knows it.</param>
/// <param name="Threshold">What it broke; null for an alarm that has none.</param>
/// <param name="At">When it was heard; since when an alarm is as it is matters to nobody here.</param>
internal sealed record Word(
    string Policy, string Alarm, string State, double? Value, double? Threshold, DateTimeOffset At);
