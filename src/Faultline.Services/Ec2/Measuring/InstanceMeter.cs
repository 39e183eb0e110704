using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Types;

namespace Faultline.Services.Ec2.Measuring;

/// <summary>
/// What instances and their root volumes did from one look to the next: the processors' time of their process trees,
/// what these read and wrote, and the status checks. It remembers the look before, and nothing else.
/// </summary>
internal sealed class InstanceMeter(StatusChecks checks)
{
    private const string Namespace = "AWS/EC2";
    private const string Volumes = "AWS/EBS";
    private const string Group = "AutoScalingGroupName";
    private const string GroupTag = "aws:autoscaling:groupName";

    private Dictionary<string, TreeUsage> before = new(StringComparer.Ordinal);

    /// <summary>All of one period ("CloudWatch metrics for your instances", "for Amazon EBS").</summary>
    public List<Measurement> Look(Ec2State state, IProcesses processes, Period period, DateTimeOffset now)
    {
        var all = new List<Measurement>();
        var (view, trees) = (new InstanceView(state), MachineTrees.ByMachine(processes));
        var (seen, groups) = (new Dictionary<string, TreeUsage>(StringComparer.Ordinal), new Groups(period));
        foreach (var machine in state.Machines.All.Where(machine => machine.Is(InstanceStateName.Running)))
        {
            var shown = view.Of(machine);
            KeyValuePair<string, string>[] own = [new("InstanceId", machine.Id)];
            all.AddRange(Checks(machine, checks.Of(state, machine, now), period, own));
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

            var cpu = CpuPercent(machine, tree, usage.Cpu - last.Cpu, period);
            all.Add(Measurement.Of(
                machine.Account, Namespace, "CPUUtilization", "Percent", period.From, cpu, own));
            if (shown.Tags?.Find(tag => tag.Key == GroupTag)?.Value is { } group)
            {
                groups.Add(machine.Account, group, cpu);
            }

            var root = shown.BlockDeviceMappings?.Find(each => each.DeviceName == shown.RootDeviceName);
            if (root?.Ebs?.VolumeId is { } id)
            {
                KeyValuePair<string, string>[] volume = [new("VolumeId", id)];
                all.Add(Measurement.Of(machine.Account, Volumes, "VolumeReadBytes", "Bytes", period.From,
                    Math.Max(0, usage.ReadBytes - last.ReadBytes), volume));
                all.Add(Measurement.Of(machine.Account, Volumes, "VolumeWriteBytes", "Bytes", period.From,
                    Math.Max(0, usage.WrittenBytes - last.WrittenBytes), volume));
            }
        }

        before = seen;
        all.AddRange(groups.All);
        return all;
    }

    private static IEnumerable<Measurement> Checks(
        Machine machine, InstanceStatus status, Period period, KeyValuePair<string, string>[] own)
    {
        var system = status.SystemStatus?.Status == SummaryStatus.Impaired;
        var instance = status.InstanceStatusValue?.Status == SummaryStatus.Impaired;
        return
        [
            Failed("StatusCheckFailed", system || instance),
            Failed("StatusCheckFailed_Instance", instance),
            Failed("StatusCheckFailed_System", system),
            Failed("StatusCheckFailed_AttachedEBS", false),
        ];

        Measurement Failed(string name, bool isSo) => Measurement.Of(
            machine.Account, Namespace, name, "Count", period.From, isSo ? 1 : 0, own);
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

    /// <summary>The instances of each Auto Scaling group together.</summary>
    private sealed class Groups(Period period)
    {
        private readonly SortedDictionary<(string Account, string Name), List<(double, double)>> all = [];

        public IEnumerable<Measurement> All => all.Select(each => new Measurement(
            each.Key.Account, Namespace, "CPUUtilization", [new(Group, each.Key.Name)], "Percent")
        {
            At = period.From,
            Values = each.Value,
        });

        public void Add(string account, string name, double cpu)
        {
            if (!all.TryGetValue((account, name), out var values))
            {
                all.Add((account, name), values = []);
            }

            values.Add((cpu, 1));
        }
    }
}
