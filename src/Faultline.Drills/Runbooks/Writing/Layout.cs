using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks.Writing;

/// <summary>What all forms of the guide say in the same words.</summary>
internal static class Layout
{
    public static string Says(Architecture system) =>
        $"What to do when something of {system.Name} in {system.Region} fails: who notices and when, what goes on by "
            + "itself, which commands a person runs, how to see that they worked, and how to come back. "
            + (system.Stack is null
                ? "It was written from a template, before anything of it runs."
                : "It was written from what is deployed; write it again after each change.");

    /// <summary>What a shell needs before the commands of the steps: older clients know the second name only.</summary>
    public static IEnumerable<string> Before(Runbook runbook) => runbook.Names.Prepend(
        $"export AWS_REGION={runbook.Architecture.Region} AWS_DEFAULT_REGION={runbook.Architecture.Region}");

    public static string After(Detection one) => one.After is { } known ? Texts.Set(known) : "nobody can say";

    public static IEnumerable<string> Parts(Architecture system)
    {
        foreach (var one in system.Balancers)
        {
            yield return $"Load balancer {one.Handle.Shown} ({one.Type}), {In(one.Zones)}";
        }

        foreach (var one in system.TargetGroups)
        {
            yield return $"Target group {one.Handle.Shown}: {one.Check.Says} every "
                + $"{Texts.Set(one.Check.Interval)}, dead "
                + $"after {one.Check.Unhealthy} in a row, well again after {one.Check.Healthy}";
        }

        foreach (var one in system.Groups)
        {
            yield return $"Auto Scaling group {one.Handle.Shown}: {one.Min} to {one.Max} instances, wanted "
                + $"{one.Desired}, "
                + $"{In(one.Zones)}, health checks of type {(one.ChecksBalancer ? "ELB" : "EC2")}";
        }

        foreach (var one in system.Databases)
        {
            var kept = one.BackupDays > 0 ? $"backups of {Texts.Count(one.BackupDays, "day", "days")}" : "no backups";
            yield return $"Database {one.Handle.Shown} ({one.Engine})"
                + (one.ReplicaOf is { } source ? $", replica of {source}" : one.IsMultiAz ? ", with a "
                + "standby" : ", no standby")
                + (one.Zone is { } zone ? $", in {zone}" : "") + $", {kept}";
        }

        foreach (var one in system.Queues)
        {
            yield return $"Queue {one.Handle.Shown}" + (one.IsDeadLetters ? ", for dead letters"
                : one.DeadLetters is null ? ", without a dead-letter queue"
                : $", dead letters after {one.ReceivesMax} receives");
        }

        foreach (var one in system.Machines)
        {
            yield return $"Instance {one.Handle.Shown}, alone" + (one.Zone is { } zone ? $", in {zone}" : "");
        }

        foreach (var one in system.Alarms)
        {
            yield return $"Alarm {one.Handle.Shown}: {(one.Metric.Length > 0 ? one.Metric : "its metrics")} over "
                + $"{one.Periods} x {Texts.Set(one.Period)}";
        }
    }

    private static string In(IReadOnlyCollection<Zone> zones) => zones.Count == 0
        ? "in zones that the template does not say"
        : $"in {string.Join(", ", zones)}";
}
