using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>
/// Auto Scaling itself suspends the launches of groups "that have been trying to launch instances for over 24 hours but
/// have not succeeded in launching any instances" ("Suspend and resume Amazon EC2 Auto Scaling processes", user guide).
/// Whoever resumes them has another day. Pure.
/// </summary>
internal static class Suspension
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>The group after another launch of it failed.</summary>
    public static Group Judge(Group group, DateTimeOffset now)
    {
        var since = group.FailsSince ?? now;
        return since + Patience > now || group.Suspends(Processes.Launch)
            ? group with { FailsSince = since }
            : group.With(shown => shown.SuspendedProcesses =
            [
                .. shown.SuspendedProcesses ?? [],
                new SuspendedProcess
                {
                    ProcessName = Processes.Launch,
                    SuspensionReason = $"Administrative suspension at {Hours.Text(now)}",
                },
            ]) with { FailsSince = since };
    }

    /// <summary>The group when launches may be tried as if none had failed.</summary>
    public static Group Forgive(Group group) => group with { FailsSince = null, Troubles = group.Troubles.Clear() };
}
