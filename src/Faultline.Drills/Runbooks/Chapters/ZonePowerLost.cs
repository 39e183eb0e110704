using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>A zone loses power: all in it is gone at once, and comes back some day.</summary>
internal static class ZonePowerLost
{
    private const string Id = "zone-power";

    /// <summary>"Failing over a Multi-AZ DB instance" in the Amazon RDS User Guide.</summary>
    public const string Failover = "typically 60 to 120 s";

    public static Chapter? Write(Architecture system) => system.Zones.Count == 0 ? null : new(
        Id, "A zone loses power")
    {
        Says = "Everything in one zone is gone at once. It stays away until the power is back, in minutes or hours.",
        Detections =
        [
            .. Detecting.Balancers(system),
            .. system.Databases.Where(one => one.IsMultiAz).Select(one => new Detection(
                $"RDS, for {one.Handle.Shown}",
                Kernel.Times.Steps.RdsFailover.Max,
                $"it fails over by itself, {Failover} with the failover itself")),
            .. Detecting.Alarms(system),
        ],
        ByItself = [.. Balancers(system), .. system.Groups.Select(Groups), .. system.Databases.Select(Databases),
            .. Queues(system)],
        Steps =
        [
            .. system.Groups.SelectMany(Steps),
            .. system.Machines.Select(Steps),
            .. system.Databases.SelectMany(Steps),
        ],
        Checks =
        [
            .. Looking.Targets(system, Id),
            .. system.Groups.Select(one => Looking.Group(one, Id)),
            .. system.Databases.Select(one => Looking.Database(one, Id)),
        ],
        Back = [.. system.Groups.Where(one => one.Zones.Length > 1).Select(Back),
            .. system.Databases.Where(one => one.IsMultiAz).Select(Back)],
    };

    private static IEnumerable<string> Balancers(Architecture system) => system.Balancers.Select(one =>
        one.Zones.Length == 1
            ? $"{one.Handle.Shown} has no node outside {one.Zones[0]}: it is gone if that is the zone."
            : $"The node of {one.Handle.Shown} in the zone leaves DNS; clients that keep the answer for its 60 s "
                + "still go there, and time out.");

    private static IEnumerable<string> Queues(Architecture system) => system.Queues.IsEmpty
        ? []
        : ["Queues are in all zones of the region and lose nothing; messages that consumers in the zone held come "
            + "back when their visibility timeout is over."];

    private static string Groups(Group one) => one switch
    {
        { Zones.Length: <= 1 } => $"{one.Handle.Shown} is in one zone: if it is this one all of it is gone, and "
            + "nothing "
            + "is started elsewhere.",
        _ => $"{one.Handle.Shown} keeps {one.LeftWithoutZone} of {one.Desired} instances in the other zones, and "
            + "starts "
            + "the others there, as far as there is capacity.",
    };

    private static string Databases(Database one) => one switch
    {
        { IsMultiAz: true } => $"{one.Handle.Shown} fails over to its standby, {Failover}, without losing what it "
            + "acknowledged; its name stays, connections are cut.",
        { ReplicaOf: { } source } => $"{one.Handle.Shown} is a replica of {source}; reads from it fail.",
        _ => $"Nothing takes over for {one.Handle.Shown}: if it is in the zone, it is down until the zone is back.",
    };

    private static IEnumerable<Step> Steps(Group one)
    {
        if (one.Zones.Length <= 1)
        {
            yield return new(
                $"{Id}/move/{one.Handle.LogicalId}",
                $"If {one.Handle.Shown} was in the zone, give it subnets of others: put in their ids.")
            {
                Commands =
                [
                    $"aws autoscaling update-auto-scaling-group --auto-scaling-group-name {one.Handle.Typed} "
                        + "--vpc-zone-identifier \"$SUBNETS\"",
                ],
            };
            yield break;
        }

        yield return new(
            $"{Id}/capacity/{one.Handle.LogicalId}",
            $"If instances of {one.Handle.Shown} do not come up elsewhere, its activities say why; without capacity, "
                + "let it use other instance types.")
        {
            Commands =
            [
                $"aws autoscaling describe-scaling-activities --auto-scaling-group-name {one.Handle.Typed} "
                    + "--max-items 5 --query 'Activities[].[StatusCode,StatusMessage]' --output text",
            ],
        };
    }

    private static Step Steps(Machine one) => new(
        $"{Id}/wait/{one.Handle.LogicalId}",
        $"{one.Handle.Shown} comes back with {one.Zone?.ToString() ?? "its zone"}. Its volumes cannot leave the zone; "
            + "a snapshot of them can be made an instance elsewhere.")
    {
        Commands = [$"aws ec2 describe-instance-status --include-all-instances --instance-ids {one.Handle.Typed}"],
    };

    private static IEnumerable<Step> Steps(Database one)
    {
        if (one.IsMultiAz || one.ReplicaOf is not null)
        {
            yield break;
        }

        foreach (var replica in one.Replicas)
        {
            yield return Restoring.FromReplica(one, replica, Id);
        }

        yield return one.BackupDays > 0
            ? Restoring.FromBackups(
                one,
                Id,
                "--use-latest-restorable-time --availability-zone \"$OTHER_ZONE\"",
                "OTHER_ZONE=...  # a zone that has power, as us-east-1b")
            : new(
                $"{Id}/wait/{one.Handle.LogicalId}",
                $"Wait: {one.Handle.Shown} has no standby and no backups, and comes back with its zone only.");
    }

    private static Step Back(Group one) => new(
        $"{Id}/spread/{one.Handle.LogicalId}",
        $"{one.Handle.Shown} spreads itself over all zones again. Look that it does, before the next zone fails.")
    {
        Commands = Looking.Group(one, Id).Commands,
    };

    private static Step Back(Database one) => new(
        $"{Id}/home/{one.Handle.LogicalId}",
        $"{one.Handle.Shown} stays where it is; RDS makes a new standby in the old zone. If it has to go home, in a "
            + "quiet hour, its clients are cut off once more.")
    {
        Commands = [$"aws rds reboot-db-instance --db-instance-identifier {one.Handle.Typed} --force-failover"],
    };
}
