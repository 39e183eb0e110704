using Faultline.Services.Fis.Actions.Ebs;
using Faultline.Services.Fis.Actions.Ec2;
using static Faultline.Services.Fis.Actions.Catalog.Words;

namespace Faultline.Services.Fis.Actions.Catalog;

/// <summary>The actions on instances, on room for them, and on their volumes.</summary>
internal static class Ec2Kinds
{
    private static readonly ActionTarget instances = new("Instances", "aws:ec2:instance");
    private static readonly ActionTarget volumes = new("Volumes", "aws:ec2:ebs-volume");

    public static IEnumerable<ActionKind> All(ActionReach reach) =>
        [.. OnRoom(reach), .. OnInstances(reach), .. OnVolumes(reach)];

    private static ActionKind[] OnRoom(ActionReach reach) =>
    [
        new("aws:ec2:api-insufficient-instance-capacity-error", "Leaves roles no room for instances in zones.")
        {
            Parameters = [Lasts, Zones, Percentage("calls")],
            Target = new("Roles", "aws:iam:role"),
            Acts = new CapacityErrors(reach, CapacityErrors.ByRole),
        },
        new("aws:ec2:asg-insufficient-instance-capacity-error",
            "Leaves Auto Scaling groups no room for instances in zones.")
        {
            Parameters =
            [
                Lasts, Zones, May("percentage", "How many of a hundred launches are struck; all unless said."),
            ],
            Target = new("AutoScalingGroups", "aws:ec2:autoscaling-group"),
            Acts = new CapacityErrors(reach, CapacityErrors.ByGroup),
        },
    ];

    private static ActionKind[] OnInstances(ActionReach reach) =>
    [
        new("aws:ec2:reboot-instances", "Reboots instances.")
        {
            Target = instances,
            Acts = new RebootMachines(reach),
        },
        new("aws:ec2:stop-instances", "Stops instances, and starts them again after a while where that is said.")
        {
            Parameters =
            [
                May("startInstancesAfterDuration", "After how long they are started again, 1 minute to 12 hours."),
                May("completeIfInstancesTerminated", "true: it does not fail where one was terminated meanwhile."),
            ],
            Target = instances,
            Acts = new StopMachines(reach),
        },
        new("aws:ec2:terminate-instances", "Terminates instances.")
        {
            Target = instances,
            Acts = new TerminateMachines(reach),
        },
        new("aws:ec2:send-spot-instance-interruptions", "Takes spot instances away, with the notice that AWS gives.")
        {
            Parameters = [Must("durationBeforeInterruption", "When they are taken away, in 2 to 15 minutes.")],
            Target = new("SpotInstances", "aws:ec2:spot-instance"),
            Acts = new InterruptMachines(reach),
        },
    ];

    private static ActionKind[] OnVolumes(ActionReach reach) =>
    [
        new("aws:ebs:pause-volume-io", "Lets nothing that is read or written on volumes come back.")
        {
            Parameters = [Lasts],
            Target = volumes,
            Acts = new PauseVolumes(reach),
        },
        new("aws:ebs:volume-io-latency", "Lets reads and writes on volumes take longer.")
        {
            Parameters =
            [
                Lasts,
                May("readIOPercentage", "How many of a hundred reads take longer; all unless said."),
                May("readIOLatencyMilliseconds", "How much longer, up to a minute; 100 unless said."),
                May("writeIOPercentage", "How many of a hundred writes take longer; all unless said."),
                May("writeIOLatencyMilliseconds", "How much longer, up to a minute; 100 unless said."),
            ],
            Target = volumes,
            Acts = new SlowVolumes(reach),
        },
    ];
}
