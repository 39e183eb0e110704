using System.Collections.Immutable;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks;

/// <summary>What in an architecture will fail as a whole, or unnoticed: said before anything is struck.</summary>
public static class Weaknesses
{
    public static ImmutableArray<Finding> Of(Architecture system) =>
    [
        .. system.Balancers.SelectMany(Balancers),
        .. system.Groups.SelectMany(one => Groups(one)),
        .. system.Machines.Select(Alone),
        .. system.Databases.SelectMany(one => Databases(one)),
        .. system.Queues.SelectMany(Queues),
        .. Watching(system),
    ];

    private static IEnumerable<Finding> Balancers(Balancer one)
    {
        if (one.Zones.Length == 1)
        {
            yield return Weak(
                $"{one.Handle.Shown} is in one zone",
                $"The balancer has a node in {one.Zones[0]} only: with that zone, all of its traffic stops.",
                "Give it subnets in at least two zones.");
        }
        else if (!one.IsClassic && !one.Shifts)
        {
            yield return Note(
                $"{one.Handle.Shown} cannot be led away from a zone at once",
                "Zonal shift is not enabled for it: when a zone turns gray, that has to be done first, by a call to "
                    + "the control plane.",
                "Set its attribute zonal_shift.config.enabled to true.");
        }
    }

    private static IEnumerable<Finding> Groups(Group one)
    {
        var name = one.Handle.Shown;
        if (one.Zones.Length == 1)
        {
            yield return Weak(
                $"{name} is in one zone",
                $"All of its instances are in {one.Zones[0]}. When that zone fails nothing of it is left, and it may "
                    + "start nothing elsewhere.",
                "Give it subnets in at least two zones, better three.");
        }
        else if (one.Desired > 0 && one.Zones.Length > 1)
        {
            yield return Carrying(one);
        }

        if (one.IsBalanced && !one.ChecksBalancer)
        {
            yield return Weak(
                $"{name} does not ask its balancer who is dead",
                "Its health checks are of type EC2: an instance whose program hangs gets no traffic any more, but is "
                    + "never replaced, so capacity is lost for good.",
                "Set HealthCheckType to ELB, with a grace period as long as the program takes to start.");
        }

        if (one.Max <= one.Desired && one.Max > 0)
        {
            yield return Note(
                $"{name} cannot grow",
                $"It has {one.Desired} and may have {one.Max}: no policy can add one for the surge that follows a "
                    + "failure.",
                "Let its maximum be above what it usually has.");
        }
    }

    private static Finding Carrying(Group one)
    {
        var left = one.LeftWithoutZone;
        if (left == 0)
        {
            return Weak(
                $"{one.Handle.Shown} can lose all instances with one zone",
                $"It has {one.Desired} over {one.Zones.Length} zones: when a zone with an instance dies, none is "
                    + "left until another one has started.",
                $"Let its minimum be at least {Math.Max(2, one.Zones.Length)}: an instance a zone.");
        }

        var load = (double)one.Desired / left;
        var says = $"It has {one.Desired} over {one.Zones.Length} zones. When one zone dies {left} "
            + $"{(left == 1 ? "is" : "are")} left, and each carries {load:0%} of its usual load until others have "
            + "started: longer, if there is no capacity.";
        return load >= 2
            ? Weak(
                $"{one.Handle.Shown} is half gone when one zone dies",
                says,
                "Spread it over three zones, or run so many that half of them carry the load.")
            : Note(
                $"{one.Handle.Shown} at {load:0%} when one zone dies",
                says,
                $"Keep its usual use below {1 / load:0%} of what it can carry.");
    }

    private static Finding Alone(Machine one) => Weak(
        $"{one.Handle.Shown} stands alone",
        $"No group starts this instance "
            + $"again{(one.Zone is { } zone ? $" when it dies, or {zone} with it" : " when it dies")}.",
        "Put it into an Auto Scaling group of one over several zones, with its data elsewhere.");

    private static IEnumerable<Finding> Databases(Database one)
    {
        var name = one.Handle.Shown;
        if (!one.IsMultiAz && one.ReplicaOf is null)
        {
            var where = one.Zone is { } zone ? $"It runs in {zone} alone." : "It runs in one zone alone.";
            yield return Weak(
                $"{name} has no standby",
                $"{where} When its host dies it is down until it has started elsewhere in the zone; when the zone "
                    + "dies, until that is back or a backup has been restored.",
                "Set MultiAZ to true: RDS then fails over by itself, without losing what it acknowledged.");
        }

        if (one.BackupDays == 0 && one.ReplicaOf is null)
        {
            yield return Weak(
                $"{name} has no backups",
                "Its backup retention is 0: what a bad statement or a bad deploy destroys, a standby has destroyed "
                    + "too, and nothing brings it back.",
                "Set BackupRetentionPeriod to at least 7: it can then be restored to any second of those days.");
        }

        if (!one.IsProtected && one.ReplicaOf is null)
        {
            yield return Note(
                $"{name} may be deleted by one call",
                "It has no deletion protection.",
                "Set DeletionProtection to true where the data counts.");
        }
    }

    private static IEnumerable<Finding> Queues(Queue one)
    {
        if (one.DeadLetters is null && !one.IsDeadLetters)
        {
            yield return Weak(
                $"{one.Handle.Shown} has no dead-letter queue",
                "A message that no consumer can do is received again and again until its retention of "
                    + $"{one.Retention.TotalDays:0.#} days is over, and is then gone without a trace.",
                "Give it a RedrivePolicy, and an alarm on the depth of its dead-letter queue.");
        }
    }

    private static IEnumerable<Finding> Watching(Architecture system)
    {
        var runs = system.Balancers.Length + system.Groups.Length + system.Databases.Length + system.Machines.Length;
        if (system.Alarms.IsEmpty && runs > 0)
        {
            yield return Weak(
                "Nobody is told",
                "There is no alarm: what does not mend itself is found by its users.",
                "Add alarms on healthy hosts, on errors of the balancer and on the age of messages, with an action.");
        }

        var silent = system.Alarms.Where(alarm => !alarm.Acts).Select(alarm => alarm.Handle.Shown).ToList();
        if (silent.Count > 0)
        {
            yield return Note(
                silent.Count == 1 ? $"{silent[0]} tells nobody" : $"{silent.Count} alarms tell nobody",
                $"Without an action an alarm changes its state, and nobody hears of it: {string.Join(", ", silent)}.",
                "Give it an action, a topic that people read or a policy.");
        }
    }

    private static Finding Weak(string title, string says, string advice) =>
        new(Severity.Weakness, title, says) { Advice = advice };

    private static Finding Note(string title, string says, string advice) =>
        new(Severity.Note, title, says) { Advice = advice };
}
