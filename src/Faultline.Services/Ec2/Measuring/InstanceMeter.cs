using System.Net;
using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Network;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Types;

namespace Faultline.Services.Ec2.Measuring;

/// <summary>
/// What instances and their volumes did from one look to the next: the processors' time of their process trees, what
/// these read and wrote, what was carried to their addresses and from there, and the status checks. It remembers the
/// look before, and nothing else.
/// </summary>
internal sealed class InstanceMeter(StatusChecks checks, Ec2Engines engines)
{
    private readonly Dictionary<string, TrafficCounts> carried = new(StringComparer.Ordinal);
    private Dictionary<string, TreeUsage> before = new(StringComparer.Ordinal);

    /// <summary>All of one period ("CloudWatch metrics for your instances", "for Amazon EBS").</summary>
    /// <param name="grown">By how many bytes the files of volumes that are no roots grew, where that is known.</param>
    public List<Measurement> Look(
        Ec2State state, IReadOnlyDictionary<string, long> grown, Period period, DateTimeOffset now)
    {
        var notes = new InstanceNotes(period);
        var (view, trees) = (new InstanceView(state), MachineTrees.ByMachine(engines.Processes));
        var seen = new Dictionary<string, TreeUsage>(StringComparer.Ordinal);
        foreach (var machine in state.Machines.All.Where(machine => machine.Is(InstanceStateName.Running)))
        {
            var about = notes.Of(machine, view.Of(machine));
            Checks(about, checks.Of(state, machine, now));
            Carried(about, machine);
            if (MachineTrees.Of(machine, trees[machine.Id]).Current is not { } tree)
            {
                continue;
            }

            var usage = seen[tree.Key] = tree.Usage;
            if (!before.TryGetValue(tree.Key, out var last) && tree.Began < period.From)
            {
                // It ran before anybody looked, as over a restart of the server: what it did till then is in no period.
                continue;
            }

            about.Say("CPUUtilization", "Percent", CpuPercent(machine, tree, usage.Cpu - last.Cpu, period));
            about.Disks(last, usage, grown);
        }

        before = seen;
        return notes.All();
    }

    private static void Checks(AboutInstance about, InstanceStatus status)
    {
        var system = status.SystemStatus?.Status == SummaryStatus.Impaired;
        var instance = status.InstanceStatusValue?.Status == SummaryStatus.Impaired;
        about.Say("StatusCheckFailed", "Count", system || instance ? 1 : 0);
        about.Say("StatusCheckFailed_Instance", "Count", instance ? 1 : 0);
        about.Say("StatusCheckFailed_System", "Count", system ? 1 : 0);
        about.Say("StatusCheckFailed_AttachedEBS", "Count", 0);
    }

    /// <summary>Counts are an address's, and go on when another instance has it.</summary>
    private void Carried(AboutInstance about, Machine machine)
    {
        if (machine.Address is { } address)
        {
            var counts = engines.Ways.TrafficOf(IPAddress.Parse(address)).Counts;
            var since = counts.Since(carried.GetValueOrDefault(address));
            carried[address] = counts;
            about.Say("NetworkIn", "Bytes", since.BytesTo);
            about.Say("NetworkOut", "Bytes", since.BytesFrom);
            about.Say("NetworkPacketsIn", "Count", since.PacketsTo);
            about.Say("NetworkPacketsOut", "Count", since.PacketsFrom);
        }
    }

    /// <summary>
    /// The share of the instance's processors that was busy. What something else takes of them, as a fault that presses
    /// them, is busy too.
    /// </summary>
    private static double CpuPercent(Machine machine, ProcessTree tree, TimeSpan used, Period period)
    {
        var vcpus = machine.Shown.InstanceType is { } type && InstanceTypes.Find(type) is { } facts ? facts.Vcpus : 1;
        var own = used > TimeSpan.Zero ? used / (period.Length * vcpus) : 0;
        return Math.Min(100, 100 * (own + 1 - tree.Pressure.CpuLeft));
    }
}
