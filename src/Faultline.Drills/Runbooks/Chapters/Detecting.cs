using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>Who notices, by what is configured: the same checks are named in several chapters.</summary>
internal static class Detecting
{
    /// <summary>The health checks of everything that a group's instances stand behind.</summary>
    public static IEnumerable<Detection> Balancers(Architecture system) =>
        system.TargetGroups.Select(one => Of(one.Handle.Shown, one.Check))
            .Concat(system.Balancers.Where(one => one.Check is not null)
                .Select(one => Of(one.Handle.Shown, one.Check!)));

    public static IEnumerable<Detection> Alarms(Architecture system) => system.Alarms.Select(one => new Detection(
        $"alarm {one.Handle.Shown}",
        one.Detects,
        $"{(one.Metric.Length > 0 ? one.Metric : "its metrics")} over {one.Periods} x {Texts.Set(one.Period)}"
            + (one.Acts ? "" : "; it has no action, so nobody hears of it")));

    public static Detection Of(string name, HealthCheck check) => new(
        $"health check of {name}",
        check.Detects,
        $"{check.Says} every {Texts.Set(check.Interval)}, {check.Unhealthy} in a row fail, the last one after "
            + $"{Texts.Set(check.Timeout)}".TrimStart());

    /// <summary>"Status checks for your instances" in the Amazon EC2 User Guide: every minute, two in a row.</summary>
    public static Detection StatusChecks { get; } = new(
        "status checks of EC2", TimeSpan.FromMinutes(2), "every minute, two in a row fail");
}
