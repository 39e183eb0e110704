using System.Globalization;
using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Storage;

/// <summary>The filters of what describes volumes and snapshots, by the names in the API reference.</summary>
internal static class VolumeFilters
{
    public static Filters<Volume> Volumes { get; } = new Filters<Volume>()
        .On("attachment.attach-time", volume => On(volume, on => Time(on.AttachTime)))
        .On("attachment.delete-on-termination", volume => On(volume, on => Flag(on.DeleteOnTermination)))
        .On("attachment.device", volume => On(volume, on => on.Device))
        .On("attachment.instance-id", volume => On(volume, on => on.InstanceId))
        .On("attachment.status", volume => On(volume, on => on.State))
        .On("availability-zone", volume => volume.AvailabilityZone)
        .On("availability-zone-id", volume => volume.AvailabilityZoneId)
        .On("create-time", volume => Time(volume.CreateTime))
        .On("encrypted", volume => volume.Encrypted)
        .On("fast-restored", volume => volume.FastRestored ?? false)
        .On("multi-attach-enabled", volume => volume.MultiAttachEnabled)
        .On("size", volume => volume.Size)
        .On("snapshot-id", volume => volume.SnapshotId)
        .On("status", volume => volume.State)
        .On("volume-id", volume => volume.VolumeId)
        .On("volume-type", volume => volume.VolumeType)
        .OnTags(volume => Tagging.Map(volume.Tags));

    public static Filters<VolumeStatusItem> Statuses { get; } = new Filters<VolumeStatusItem>()
        .On("action.code", item => item.Actions?.Select(each => each.Code))
        .On("action.description", item => item.Actions?.Select(each => each.Description))
        .On("action.event-id", item => item.Actions?.Select(each => each.EventId))
        .On("availability-zone", item => item.AvailabilityZone)
        .On("availability-zone-id", item => item.AvailabilityZoneId)
        .On("event.description", item => item.Events?.Select(each => each.Description))
        .On("event.event-id", item => item.Events?.Select(each => each.EventId))
        .On("event.event-type", item => item.Events?.Select(each => each.EventType))
        .On("event.not-after", item => item.Events?.Select(each => Time(each.NotAfter)))
        .On("event.not-before", item => item.Events?.Select(each => Time(each.NotBefore)))
        .On("volume-status.details-name", item => item.VolumeStatus?.Details?.Select(each => each.Name))
        .On("volume-status.details-status", item => item.VolumeStatus?.Details?.Select(each => each.Status))
        .On("volume-status.status", item => item.VolumeStatus?.Status);

    public static Filters<VolumeModification> Modifications { get; } = new Filters<VolumeModification>()
        .On("modification-state", it => it.ModificationState)
        .On("original-iops", it => it.OriginalIops)
        .On("original-size", it => it.OriginalSize)
        .On("original-volume-type", it => it.OriginalVolumeType)
        .On("originalMultiAttachEnabled", it => it.OriginalMultiAttachEnabled)
        .On("start-time", it => Time(it.StartTime))
        .On("target-iops", it => it.TargetIops)
        .On("target-size", it => it.TargetSize)
        .On("target-volume-type", it => it.TargetVolumeType)
        .On("targetMultiAttachEnabled", it => it.TargetMultiAttachEnabled)
        .On("volume-id", it => it.VolumeId);

    public static Filters<Snapshot> Snapshots { get; } = new Filters<Snapshot>()
        .On("description", snapshot => snapshot.Description)
        .On("encrypted", snapshot => snapshot.Encrypted)
        .On("owner-alias", snapshot => snapshot.OwnerAlias)
        .On("owner-id", snapshot => snapshot.OwnerId)
        .On("progress", snapshot => snapshot.Progress)
        .On("snapshot-id", snapshot => snapshot.SnapshotId)
        .On("start-time", snapshot => Time(snapshot.StartTime))
        .On("status", snapshot => snapshot.State)
        .On("storage-tier", snapshot => snapshot.StorageTier)
        .On("transfer-type", snapshot => snapshot.TransferType)
        .On("volume-id", snapshot => snapshot.VolumeId)
        .On("volume-size", snapshot => snapshot.VolumeSize)
        .OnTags(snapshot => Tagging.Map(snapshot.Tags));

    /// <summary>An hour as filters have it: as it stands in answers.</summary>
    public static string? Time(DateTimeOffset? hour) =>
        hour?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string? Flag(bool? yes) => yes is { } set ? set ? "true" : "false" : null;

    private static IEnumerable<string?> On(Volume volume, Func<VolumeAttachment, string?> fact) =>
        (volume.Attachments ?? []).Select(fact);
}
