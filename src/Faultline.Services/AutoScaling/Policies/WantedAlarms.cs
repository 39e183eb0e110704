using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// Which policy wants an alarm. All policies are gone through once, and again only when one of them has changed,
/// however many alarms are asked for.
/// </summary>
internal sealed class WantedAlarms
{
    private readonly Dictionary<string, string> policies = new(StringComparer.Ordinal);
    private long? version;

    /// <summary>How often it went through all policies.</summary>
    public int Rounds { get; private set; }

    /// <summary>The policy that wants an alarm; null when none does.</summary>
    public ScalingPolicy? PolicyOf(AutoScalingState state, Part<Alarm> row)
    {
        if (version != state.Policies.Version)
        {
            Read(state);
        }

        return policies.TryGetValue(row.Id, out var id) && state.Policies.Find(id) is { } policy
            && policy.Group == row.Group
                ? policy.Shown
                : null;
    }

    private void Read(AutoScalingState state)
    {
        Rounds++;
        policies.Clear();
        foreach (var policy in state.Policies.All)
        {
            foreach (var alarm in policy.Shown.Alarms ?? [])
            {
                policies[alarm.AlarmName!] = policy.Id;
            }
        }

        version = state.Policies.Version;
    }
}
