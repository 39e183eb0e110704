namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>The APIs of a region answer no more, while all that runs goes on.</summary>
internal static class ControlPlaneFrozen
{
    private const string Id = "control-plane";

    public static Chapter? Write(Architecture system) => new(Id, "The region's control plane freezes")
    {
        Says = "Calls to AWS in this region fail; what runs goes on running. Whoever needs a call to survive does not "
            + "survive now.",
        Detections = [new("whoever deploys, or any program that calls AWS", null, "calls time out or are refused "
            + "with 5xx")],
        ByItself =
        [
            .. system.Balancers.Select(one => $"{one.Handle.Shown} goes on, with its health checks."),
            .. system.Groups.Select(one => $"{one.Handle.Shown} keeps its instances; one that dies is not "
                + "replaced, and "
                + "no policy scales."),
            .. system.Databases.Select(one => one.IsMultiAz
                ? $"{one.Handle.Shown} goes on, and still fails over by itself."
                : $"{one.Handle.Shown} goes on; nothing can restore or promote anything for it."),
            .. system.Queues.IsEmpty ? Array.Empty<string>() : ["Queues send and receive as ever."],
        ],
        Steps =
        [
            new($"{Id}/stop", "Stop all deployments and every automation that ends instances: nothing comes back that "
                + "is taken away now. Do not restart what still runs."),
            .. system.Groups.Take(1).Select(_ => new Step($"{Id}/shed",
                "If load grows, shed it in the program itself: there will be no new instances.")),
        ],
        Checks = [new($"{Id}/look", "Calls are answered again.")
        {
            Commands = ["aws ec2 describe-availability-zones --query 'AvailabilityZones[].[ZoneId,State]' "
                + "--output text"],
        }],
        Back =
        [
            .. system.Groups.Select(one => Looking.Group(one, Id)),
            .. system.Databases.Select(one => Looking.Database(one, Id)),
            new($"{Id}/resume", "Let deployments go on, one first."),
        ],
    };
}
