using static Faultline.Services.Fis.Actions.Catalog.Words;

namespace Faultline.Services.Fis.Actions.Catalog;

/// <summary>The actions on EKS. None acts: the service is not there.</summary>
internal static class EksKinds
{
    private static readonly ActionParameter[] everyPod =
    [
        Must("kubernetesServiceAccount", "The service account that the fault pod runs as."),
        May("fisPodContainerImage", "The image of the fault pod, in place of AWS's."),
        May("maxErrorsPercent", "How many of a hundred pods may fail before the action does; 0 unless said."),
        May("fisPodLabels", "Labels of the fault pod."),
        May("fisPodAnnotations", "Annotations of the fault pod."),
        May("fisPodSecurityPolicy", "The security policy of the fault pod."),
    ];

    private static readonly ActionParameter card =
        May("interface", "The network interfaces, with commas between, or DEFAULT.");

    private static readonly ActionParameter flows =
        May("flowsPercent", "How many of a hundred flows are struck; all unless said.");

    private static readonly ActionParameter sources =
        May("sources", "Where traffic comes from or goes to: addresses, domains, zones, DYNAMODB, S3, or ALL.");

    public static IEnumerable<ActionKind> All { get; } =
    [
        new("aws:eks:inject-kubernetes-custom-resource", "Runs an experiment of Chaos Mesh or Litmus in a cluster.")
        {
            Parameters =
            [
                Must("maxDuration", "How long it may take."),
                Must("kubernetesApiVersion", "chaos-mesh.org/v1alpha1 or litmuschaos.io/v1alpha1."),
                Must("kubernetesKind", "The kind of the custom resource."),
                Must("kubernetesNamespace", "The namespace that it is made in."),
                Must("kubernetesSpec", "Its spec, as JSON."),
            ],
            Target = new("Cluster", "aws:eks:cluster"),
        },
        Pod("cpu-stress", "Keeps the processors of pods busy.",
            Lasts,
            May("percent", "How busy, in percent; 100 unless said."),
            May("workers", "How many stressors run; one a processor unless said.")),
        Pod("io-stress", "Keeps the disks of pods busy.",
            Lasts,
            May("percent", "How much of the free space is used, in percent; 80 unless said."),
            May("workers", "How many stressors run; 1 unless said.")),
        Pod("memory-stress", "Fills the memory of pods.",
            Lasts,
            May("percent", "How much of it, in percent; 80 unless said."),
            May("workers", "How many stressors run; 1 unless said.")),
        Pod("delete", "Deletes pods.",
            May("gracePeriodSeconds", "How long a pod has to end in order; its own time unless said.")),
        Pod("network-blackhole-port", "Drops the traffic of pods at a port.",
            Lasts,
            Must("port", "The port."),
            Must("trafficType", "ingress or egress."),
            May("protocol", "tcp unless said, or udp.")),
        Pod("network-latency", "Delays the traffic of pods.",
            Lasts,
            card,
            May("delayMilliseconds", "How long; 200 unless said."),
            May("jitterMilliseconds", "How much that varies; 10 unless said."),
            flows,
            sources),
        Pod("network-packet-loss", "Loses some of the traffic of pods.",
            Lasts, card, May("lossPercent", "How much, in percent; 7 unless said."), flows, sources),
        new("aws:eks:terminate-nodegroup-instances", "Terminates a share of the instances of node groups.")
        {
            Parameters =
            [
                Must("instanceTerminationPercentage", "How many of a hundred instances are terminated, 1 to 100."),
            ],
            Target = new("Nodegroups", "aws:eks:nodegroup"),
        },
    ];

    private static ActionKind Pod(string name, string says, params ActionParameter[] own) =>
        new($"aws:eks:pod-{name}", says)
        {
            Parameters = [.. own, .. everyPod],
            Target = new("Pods", "aws:eks:pod"),
        };
}
