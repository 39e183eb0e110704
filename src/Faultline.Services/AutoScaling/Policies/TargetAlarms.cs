using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// The two alarms that a target-tracking policy has made for itself: high after 3 minutes above the target, low after
/// 15 below nine tenths of it. Those are the proportions of the alarms that AWS makes, as DescribeAlarms shows them.
/// </summary>
internal static class TargetAlarms
{
    private const string High = "AlarmHigh";
    private const string Low = "AlarmLow";
    private const int HighPeriods = 3;
    private const int LowSeconds = 15 * 60;
    private const double LowShare = 0.9;

    /// <summary>Those that a policy is to have: those that it had already, as far as it still wants them.</summary>
    public static List<Alarm> Name(ScalingPolicy policy, IEnumerable<Alarm> before, string region, Call call)
    {
        if (policy.TargetTrackingConfiguration is not { } tracking)
        {
            return [];
        }

        string[] kinds = tracking.DisableScaleIn == true ? [High] : [High, Low];
        return
        [
            .. from kind in kinds
                let name = $"TargetTracking-{policy.AutoScalingGroupName}-{kind}-"
                select before.FirstOrDefault(alarm => alarm.AlarmName!.StartsWith(name, StringComparison.Ordinal))
                    ?? New(name + call.Dice.Uuid(), region, call.Account),
        ];
    }

    public static bool IsLow(string alarm, string group) =>
        alarm.StartsWith($"TargetTracking-{group}-{Low}-", StringComparison.Ordinal);

    /// <summary>What CloudWatch is asked to make of one of them.</summary>
    public static PutMetricAlarmInput Input(ScalingPolicy policy, string alarm)
    {
        var tracking = policy.TargetTrackingConfiguration!;
        var group = policy.AutoScalingGroupName!;
        var isLow = IsLow(alarm, group);
        var input = new PutMetricAlarmInput
        {
            AlarmName = alarm,
            AlarmDescription = $"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {policy.PolicyARN}.",
            ActionsEnabled = true,
            AlarmActions = [policy.PolicyARN!],
            ComparisonOperator = isLow ? "LessThanThreshold" : "GreaterThanThreshold",
            Threshold = isLow ? LowThreshold(tracking.TargetValue!.Value) : tracking.TargetValue,
            EvaluationPeriods = isLow ? LowSeconds / TargetMetric.Period(tracking) : HighPeriods,
        };
        TargetMetric.Into(input, group, tracking);
        return input;
    }

    /// <summary>Decimal, so that nine tenths of 70 are 63 and nothing beside.</summary>
    private static double LowThreshold(double target) =>
        Math.Abs(target) is > 1e-9 and < 1e15 ? (double)((decimal)target * (decimal)LowShare) : target * LowShare;

    private static Alarm New(string name, string region, string account) => new()
    {
        AlarmName = name,
        AlarmARN = $"arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    };
}
