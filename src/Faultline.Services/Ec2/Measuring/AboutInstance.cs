using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Services.Ec2.Measuring;

/// <summary>What is measured of one instance and its volumes in a period.</summary>
internal sealed class AboutInstance(InstanceNotes notes, Machine machine, Instance shown, string? group)
{
    public const string Namespace = "AWS/EC2";

    private const string Volumes = "AWS/EBS";

    /// <summary>
    /// We see bytes, not operations. A volume counts what lies side by side as one up to this size ("Amazon EBS I/O
    /// characteristics and monitoring", EBS user guide, for volumes that are SSDs).
    /// </summary>
    private const long OperationBytes = 256 * 1024;

    public void Say(string metric, string unit, double value)
    {
        notes.Say(machine.Account, Namespace, metric, unit, value, new("InstanceId", machine.Id));
        if (group is not null)
        {
            notes.SayOfGroup(machine.Account, group, metric, unit, value);
        }
    }

    /// <summary>
    /// What processes read and wrote nobody knows by the volume. What the files of other volumes grew by is theirs; all
    /// the rest is the root volume's.
    /// </summary>
    public void Disks(TreeUsage last, TreeUsage now, IReadOnlyDictionary<string, long> grown)
    {
        var (read, written) = (Math.Max(0, now.ReadBytes - last.ReadBytes), now.WrittenBytes - last.WrittenBytes);
        var root = (string?)null;
        foreach (var mapping in shown.BlockDeviceMappings ?? [])
        {
            var volume = mapping.Ebs?.VolumeId;
            if (mapping.DeviceName == shown.RootDeviceName)
            {
                root = volume;
            }
            else if (volume is not null && grown.TryGetValue(volume, out var bytes))
            {
                written -= bytes;
                Bytes(volume, "Write", bytes);
            }
        }

        if (root is not null)
        {
            Bytes(root, "Read", read);
            Bytes(root, "Write", Math.Max(0, written));
            OfVolume(root, "VolumeIdleTime", "Seconds", notes.Seconds(now.Idle - last.Idle));
        }
    }

    private void Bytes(string volume, string way, long bytes)
    {
        OfVolume(volume, $"Volume{way}Bytes", "Bytes", bytes);
        OfVolume(volume, $"Volume{way}Ops", "Count", (bytes + OperationBytes - 1) / OperationBytes);
    }

    private void OfVolume(string volume, string metric, string unit, double value) =>
        notes.Say(machine.Account, Volumes, metric, unit, value, new("VolumeId", volume));
}
