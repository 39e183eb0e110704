using Faultline.Api.Ec2;
using Faultline.Kernel.Faults;

namespace Faultline.Services.Ec2.Storage;

/// <summary>The status of a volume as AWS's checks would find it ("Amazon EBS volume status checks").</summary>
internal static class VolumeHealth
{
    private const string Stalled = "stalled";
    private const string Degraded = "degraded";

    public static VolumeStatusItem Of(Disk disk, bool reached, DiskState state, DateTimeOffset now)
    {
        var fails = !reached || state.Fails || state.Stuck;
        var performance = Performance(disk, fails, state);

        // What is only paused is enabled, and stalled; where nobody says how fast a volume is, this has to say it.
        var isEnabled = !fails || (state is { Stuck: true, Fails: false } && reached && performance == Stalled);
        return new()
        {
            VolumeId = disk.Id,
            AvailabilityZone = disk.Shown.AvailabilityZone,
            AvailabilityZoneId = disk.Shown.AvailabilityZoneId,
            VolumeStatus = new()
            {
                Status = disk.Is(VolumeState.Creating) ? VolumeStatusInfoStatus.InsufficientData
                    : fails ? VolumeStatusInfoStatus.Impaired
                    : performance == Degraded ? VolumeStatusInfoStatus.Warning
                    : VolumeStatusInfoStatus.Ok,
                Details =
                [
                    new() { Name = VolumeStatusName.IoEnabled, Status = isEnabled ? "passed" : "failed" },
                    new() { Name = VolumeStatusName.IoPerformance, Status = performance },
                ],
            },
            Events = state.Lost ? [Lost(disk, now)] : [],
            Actions = [],
            AttachmentStatuses = disk.Attachment is { } on
                ? [new() { InstanceId = on.InstanceId, IoPerformance = performance }]
                : [],
        };
    }

    /// <summary>Of io1, io2 and gp3 only is it said how fast they are.</summary>
    private static string Performance(Disk disk, bool fails, DiskState state) =>
        disk.Shown.VolumeType is not (VolumeType.Io1 or VolumeType.Io2 or VolumeType.Gp3) ? "not-applicable"
        : fails ? Stalled
        : state.Delay > TimeSpan.Zero ? Degraded
        : "normal";

    private static VolumeStatusEvent Lost(Disk disk, DateTimeOffset now) => new()
    {
        EventId = $"evol-{disk.Id["vol-".Length..]}",
        EventType = "potential-data-inconsistency",
        Description = "The volume was lost with all that was on it.",
        NotBefore = now,
        InstanceId = disk.Attachment?.InstanceId,
    };
}
