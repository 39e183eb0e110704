using static Faultline.Services.Fis.Actions.Catalog.Words;

namespace Faultline.Services.Fis.Actions.Catalog;

/// <summary>The actions on ECS. None acts: the service is not there.</summary>
internal static class EcsKinds
{
    private static readonly ActionTarget tasks = new("Tasks", "aws:ecs:task");

    private static readonly ActionParameter installs =
        May("installDependencies", "Whether what is needed for it is installed; True unless said.");

    private static readonly ActionParameter byEndpoint = May(
        "useEcsFaultInjectionEndpoints", "Whether the fault injection endpoints of ECS are used; false unless said.");

    private static readonly ActionParameter flows =
        May("flowsPercent", "How many of a hundred flows are struck; all unless said.");

    private static readonly ActionParameter sources =
        May("sources", "Where traffic comes from or goes to: addresses, domains, zones, DYNAMODB, S3, or ALL.");

    public static IEnumerable<ActionKind> All { get; } =
    [
        new("aws:ecs:drain-container-instances", "Drains a share of the container instances of clusters.")
        {
            Parameters =
            [
                Lasts, Must("drainagePercentage", "How many of a hundred container instances are drained."),
            ],
            Target = new("Clusters", "aws:ecs:cluster"),
        },
        new("aws:ecs:stop-task", "Stops tasks.") { Target = tasks },
        new("aws:ecs:task-cpu-stress", "Keeps the processors of tasks busy.")
        {
            Parameters =
            [
                Lasts,
                May("percent", "How busy, in percent; 100 unless said."),
                May("workers", "How many stressors run; one a processor unless said."),
                installs,
            ],
            Target = tasks,
        },
        new("aws:ecs:task-io-stress", "Keeps the disks of tasks busy.")
        {
            Parameters =
            [
                Lasts,
                May("percent", "How much of the free space is used, in percent; 80 unless said."),
                May("workers", "How many stressors run; 1 unless said."),
                installs,
            ],
            Target = tasks,
        },
        new("aws:ecs:task-kill-process", "Kills processes in tasks.")
        {
            Parameters =
            [
                Must("processName", "The name of the process."),
                May("signal", "SIGTERM unless said, or SIGKILL."),
                installs,
            ],
            Target = tasks,
        },
        new("aws:ecs:task-network-blackhole-port", "Drops the traffic of tasks at a port.")
        {
            Parameters =
            [
                Lasts,
                Must("port", "The port."),
                Must("trafficType", "ingress or egress."),
                May("protocol", "tcp unless said, or udp."),
                installs,
                byEndpoint,
            ],
            Target = tasks,
        },
        new("aws:ecs:task-network-latency", "Delays the traffic of tasks.")
        {
            Parameters =
            [
                Lasts,
                May("delayMilliseconds", "How long; 200 unless said."),
                May("jitterMilliseconds", "How much that varies; 10 unless said."),
                flows,
                sources,
                installs,
                byEndpoint,
            ],
            Target = tasks,
        },
        new("aws:ecs:task-network-packet-loss", "Loses some of the traffic of tasks.")
        {
            Parameters =
            [
                Lasts, May("lossPercent", "How much, in percent; 7 unless said."), flows, sources, installs, byEndpoint,
            ],
            Target = tasks,
        },
    ];
}
