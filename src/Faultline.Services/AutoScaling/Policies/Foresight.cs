using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// When a predictive policy acts, and how: at the beginning of each hour, or as much earlier as it says, never in
/// ("How predictive scaling works", Amazon EC2 Auto Scaling user guide). Pure.
/// </summary>
internal static class Foresight
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>When a policy looks ahead first; null for those that do not.</summary>
    public static DateTimeOffset? FirstLook(ScalingPolicy policy, DateTimeOffset now) =>
        policy.PredictiveScalingConfiguration is { } predictive ? NextLook(predictive, now) : null;

    /// <summary>The next time after that hour.</summary>
    public static DateTimeOffset NextLook(PredictiveScalingConfiguration predictive, DateTimeOffset now) =>
        HourAhead(predictive, now) + Hour - Buffer(predictive);

    /// <summary>The hour that a look is for.</summary>
    public static DateTimeOffset HourAhead(PredictiveScalingConfiguration predictive, DateTimeOffset now) =>
        Forecast.HourOf(now + Buffer(predictive));

    /// <summary>Acts on a forecast; says whether the group is to have another capacity.</summary>
    /// <param name="capacity">What the hour needs; null when nothing can be said of it.</param>
    public static bool Act(AutoScalingState state, Part<ScalingPolicy> row, int? capacity, DateTimeOffset now)
    {
        var predictive = row.Shown.PredictiveScalingConfiguration!;
        state.Policies.Put(row with { Due = NextLook(predictive, now), Since = now });
        if (capacity is not { } needed || state.Groups.Find(row.Group) is not { IsLeaving: false } group)
        {
            return false;
        }

        group = group.With(shown => shown.PredictedCapacity = needed);
        state.Groups.Put(group);
        return predictive.Mode == PredictiveScalingMode.ForecastAndScale
            && row.Shown.Enabled != false
            && needed > group.Desired
            && !group.Suspends(Processes.Launch)
            && Capacity.Set(state, group, needed, Reasons.Forecast(row.Shown.PolicyName!), now);
    }

    private static TimeSpan Buffer(PredictiveScalingConfiguration predictive) =>
        TimeSpan.FromSeconds(predictive.SchedulingBufferTime ?? 0);
}
