namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>The primary of a database dies alone.</summary>
internal static class DatabaseDies
{
    private const string Id = "database-dies";

    public static Chapter? Write(Architecture system)
    {
        var primaries = system.Databases.Where(one => one.ReplicaOf is null).ToList();
        return primaries.Count == 0 ? null : new(Id, "A database's primary dies")
        {
            Says = "The process or the host of a primary is gone; its zone is well.",
            Detections =
            [
                .. primaries.Select(one => one.IsMultiAz
                    ? new Detection(
                        $"RDS, for {one.Handle.Shown}",
                        Kernel.Times.Steps.RdsFailover.Max,
                        $"{ZonePowerLost.Failover}, with the failover itself")
                    : new Detection(
                        $"RDS, for {one.Handle.Shown}", null, "it is started again on another host of its zone")),
                .. Detecting.Alarms(system),
            ],
            ByItself = [.. primaries.Select(ByItself)],
            Steps = [.. primaries.SelectMany(Steps)],
            Checks = [.. primaries.Select(one => Looking.Database(one, Id)), .. primaries.Select(Events)],
            Back = [.. primaries.Where(one => one.IsMultiAz).Select(Back)],
        };
    }

    private static string ByItself(Database one) => one.IsMultiAz
        ? $"{one.Handle.Shown} fails over to its standby{(one.Standby is { } zone ? $" in {zone}" : "")} and loses no "
            + "acknowledged write. Its name then leads there; clients have to connect again, and to look the name "
            + "up again."
        : $"{one.Handle.Shown} is down until it has started again in its zone. Its volume is there, so nothing is "
            + "lost.";

    private static IEnumerable<Step> Steps(Database one)
    {
        if (one.IsMultiAz)
        {
            yield return new(
                $"{Id}/failover/{one.Handle.LogicalId}",
                $"If {one.Handle.Shown} has not failed over by itself after three minutes, make it.")
            {
                Commands = [$"aws rds reboot-db-instance --db-instance-identifier {one.Handle.Typed} --force-failover"],
            };
            yield break;
        }

        foreach (var replica in one.Replicas)
        {
            yield return Restoring.FromReplica(one, replica, Id);
        }

        if (one.BackupDays > 0)
        {
            yield return Restoring.FromBackups(one, Id, "--use-latest-restorable-time");
        }
    }

    private static Step Events(Database one) => new(
        $"{Id}/events/{one.Handle.LogicalId}", $"The events of {one.Handle.Shown} say what was done.")
    {
        Commands =
        [
            $"aws rds describe-events --source-type db-instance --source-identifier {one.Handle.Typed} --duration 60 "
                + "--query 'Events[].[Date,Message]' --output text",
        ],
    };

    private static Step Back(Database one) => new(
        $"{Id}/home/{one.Handle.LogicalId}",
        $"{one.Handle.Shown} needs no way back: the old primary becomes the standby. Wait until it has one before "
            + "anything else is done to it.")
    {
        Commands = Looking.Database(one, Id).Commands,
    };
}
