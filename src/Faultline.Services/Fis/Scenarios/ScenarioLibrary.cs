using System.Text.Encodings.Web;
using System.Text.Json;
using Faultline.Kernel.Faults;

namespace Faultline.Services.Fis.Scenarios;

/// <summary>
/// The scenario library of AWS FIS ("Scenario library", user guide), which its API does not have: templates that are
/// made from a few parameters, and whoever makes one owns it. Pure.
/// </summary>
public static class ScenarioLibrary
{
    private const string NoCommands = "Systems Manager's Run Command, which is not built yet";
    private const string NoPods = "EKS, which is not built yet";

    private static readonly JsonSerializerOptions options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        ZonePowerTemplate.Scenario,
        new("az-application-slowdown", "AZ: Application Slowdown", "What runs in a zone answers 200 ms later.")
        {
            Lacks = $"{NoCommands}; `faultline fault zone ZONE --gray --latency 200ms` slows a zone down",
        },
        new("cross-az-traffic-slowdown", "Cross-AZ: Traffic Slowdown", "A zone loses 15 % of what it sends to others.")
        {
            Lacks = $"{NoCommands}; `faultline fault link ZONE ZONE --loss 0.15` does so between two zones",
        },
        new("cross-region-connectivity", "Cross-Region: Connectivity", "A region reaches another one no more.")
        {
            Lacks = "actions that are not built yet; `faultline fault link REGION REGION --cut` does so",
        },
        InstanceTemplates.Failure,
        new("ec2-cpu-stress", "EC2 stress: CPU", "The processors of instances are busy.")
        {
            Lacks = $"{NoCommands}; `faultline fault pressure --resource ID --cpu 0.9` does so",
        },
        new("ec2-memory-stress", "EC2 stress: Memory", "The memory of instances is full.")
        {
            Lacks = $"{NoCommands}; `faultline fault pressure --resource ID --memory 0.9` does so",
        },
        new("ec2-disk-stress", "EC2 stress: Disk", "The disks of instances fill up.") { Lacks = NoCommands },
        new("ec2-network-latency", "EC2 stress: Network Latency", "What instances send arrives later.")
        {
            Lacks = NoCommands,
        },
        .. VolumeTemplates.All,
        new("eks-pod-delete", "EKS stress: Pod Delete", "Pods are deleted.") { Lacks = NoPods },
        new("eks-cpu-stress", "EKS stress: CPU", "The processors of pods are busy.") { Lacks = NoPods },
        new("eks-disk-stress", "EKS stress: Disk", "The disks of pods fill up.") { Lacks = NoPods },
        new("eks-memory-stress", "EKS stress: Memory", "The memory of pods is full.") { Lacks = NoPods },
        new("eks-network-latency", "EKS stress: Network latency", "What pods send arrives later.") { Lacks = NoPods },
    ];

    /// <summary>The scenario of that name, or of the title that AWS shows.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(each =>
        each.Name == name || string.Equals(each.Title, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The experiment template of a scenario, as CreateExperimentTemplate takes it. Throws
    /// <see cref="ScenarioRefused"/> with all that is wrong.
    /// </summary>
    public static string Build(string name, IReadOnlyDictionary<string, string> parameters)
    {
        if (Find(name) is not { } scenario)
        {
            var near = Nearest.To(name, All.Select(each => each.Name));
            throw new ScenarioRefused($"There is no scenario '{name}'.{near} `faultline scenario list` lists them.");
        }

        if (scenario.Template is not { } template)
        {
            throw new ScenarioRefused($"{scenario.Title} cannot be run here: it needs {scenario.Lacks}.");
        }

        var read = new ScenarioReading(scenario, parameters);
        var text = template(read).ToJsonString(options);
        return read.Problems.Count == 0 ? text : throw new ScenarioRefused([.. read.Problems.Distinct()]);
    }

    /// <summary>The region that a zone is in, by whichever of its names; null where there is no such zone.</summary>
    public static string? RegionOf(string zone) => ScenarioReading.RegionOf(zone);
}
