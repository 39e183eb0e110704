namespace Faultline.Services.AutoScaling.Policies;

/// <summary>The types of scaling policies (PutScalingPolicy in the API reference).</summary>
internal static class PolicyTypes
{
    public const string Simple = "SimpleScaling";
    public const string Step = "StepScaling";
    public const string TargetTracking = "TargetTrackingScaling";
    public const string Predictive = "PredictiveScaling";

    public static IReadOnlyList<string> All { get; } = [Simple, Step, TargetTracking, Predictive];
}
