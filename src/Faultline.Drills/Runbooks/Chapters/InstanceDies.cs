using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>An instance dies, or its program hangs.</summary>
internal static class InstanceDies
{
    private const string Id = "instance-dies";

    public static Chapter? Write(Architecture system) => system.Groups.Length + system.Machines.Length == 0
        ? null
        : new(Id, "An instance dies")
        {
            Says = "One instance is gone, or its program answers no more. Everything else is well.",
            Detections = [.. Detecting.Balancers(system), Detecting.StatusChecks, .. Detecting.Alarms(system)],
            ByItself = [.. system.Groups.SelectMany(one => ByItself(system, one)), .. system.Machines.Select(ByItself)],
            Steps = [.. system.Groups.SelectMany(Steps), .. system.Machines.SelectMany(Steps)],
            Checks = [.. Looking.Targets(system, Id), .. system.Groups.Select(one => Looking.Group(one, Id))],
            Back = [],
        };

    private static IEnumerable<string> ByItself(Architecture system, Group group)
    {
        foreach (var target in system.TargetsOf(group))
        {
            yield return $"{target.Handle.Shown} sends nothing to it any more after at most "
                + $"{Texts.Set(target.Check.Detects)}; until then its share of requests fails.";
        }

        yield return group switch
        {
            { Max: 0 } => $"{group.Handle.Shown} may have no instance, and starts none.",
            { ChecksBalancer: true, IsBalanced: true } =>
                $"{group.Handle.Shown} ends it and starts another one in its place: also when only its program hangs. "
                    + $"A new one has {Texts.Set(group.Grace)} before it is judged.",
            _ => $"{group.Handle.Shown} starts another one when EC2 says that it is gone; one whose program "
                + "merely hangs "
                + "it keeps.",
        };
    }

    private static string ByItself(Machine machine) =>
        $"Nothing starts {machine.Handle.Shown} again; EC2 recovers it only from failures of its host, where that "
            + "is on.";

    private static IEnumerable<Step> Steps(Group group)
    {
        yield return new(
            $"{Id}/replace/{group.Handle.LogicalId}",
            $"If a hung instance of {group.Handle.Shown} is not replaced, say that it is dead.")
        {
            Commands =
            [
                $"aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names {group.Handle.Typed} "
                    + "--query "
                    + "'AutoScalingGroups[0].Instances[].[InstanceId,AvailabilityZone,LifecycleState,HealthStatus]' "
                    + "--output text",
                "INSTANCE=...  # its id, of those that were just listed",
                "aws autoscaling set-instance-health --instance-id \"$INSTANCE\" --health-status Unhealthy "
                    + "--no-should-respect-grace-period",
            ],
        };
    }

    private static IEnumerable<Step> Steps(Machine machine)
    {
        yield return new(
            $"{Id}/restart/{machine.Handle.LogicalId}",
            $"Stop {machine.Handle.Shown} and start it again: it comes up on another host of its zone.")
        {
            Commands =
            [
                $"aws ec2 stop-instances --force --instance-ids {machine.Handle.Typed}",
                $"aws ec2 wait instance-stopped --instance-ids {machine.Handle.Typed}",
                $"aws ec2 start-instances --instance-ids {machine.Handle.Typed}",
                $"aws ec2 wait instance-status-ok --instance-ids {machine.Handle.Typed}",
            ],
        };
    }
}
