using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // MaxResults of these operations in the API reference.
    private static readonly Paging volumePages = new(Min: 5, Max: 1000, Unasked: null);
    private static readonly Paging modificationPages = new(Min: 5, Max: 500, Unasked: null);

    public override async ValueTask<DescribeVolumesResult> DescribeVolumes(
        Call call, DescribeVolumesRequest request, CancellationToken ct)
    {
        var passes = VolumeFilters.Volumes.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var found = OwnDisks(held.State, call, request.VolumeIds)
            .Select(disk => disk.Shown)
            .Where(shown => passes(shown));
        var (page, next) = volumePages.Cut(
            call, found, shown => shown.VolumeId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { Volumes = page, NextToken = next };
    }

    public override async ValueTask<DescribeVolumeStatusResult> DescribeVolumeStatus(
        Call call, DescribeVolumeStatusRequest request, CancellationToken ct)
    {
        var passes = VolumeFilters.Statuses.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var found = OwnDisks(held.State, call, request.VolumeIds)
            .Select(disk => VolumeHealth.Of(
                disk, VolumeWork.Reaches(around, disk), VolumeWork.StateOf(around, disk), call.Now))
            .Where(shown => passes(shown));
        var (page, next) = volumePages.Cut(
            call, found, shown => shown.VolumeId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { VolumeStatuses = page, NextToken = next };
    }

    public override async ValueTask<DescribeVolumesModificationsResult> DescribeVolumesModifications(
        Call call, DescribeVolumesModificationsRequest request, CancellationToken ct)
    {
        var passes = VolumeFilters.Modifications.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var asked = request.VolumeIds ?? [];
        var disks = OwnDisks(held.State, call, asked).Select(disk => disk.Id).ToHashSet(StringComparer.Ordinal);
        var rows = held.State.VolumeModifications.Of(call.Account).Where(row => disks.Contains(row.Id)).ToList();
        if (asked.Find(id => !rows.Exists(row => row.Id == id)) is { } never)
        {
            throw new AwsError(
                "InvalidVolumeModification.NotFound", 400, $"Modification for volume '{never}' does not exist.");
        }

        var (page, next) = modificationPages.Cut(
            call,
            rows.Select(row => row.Shown).Where(shown => passes(shown)),
            shown => shown.VolumeId!,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { VolumesModifications = page, NextToken = next };
    }

    /// <summary>The volumes of an account: those of the ids, or all.</summary>
    private static List<Disk> OwnDisks(Keeping.Ec2State state, Call call, List<string>? ids)
    {
        var missing = (ids ?? []).FindAll(id => state.Volumes.Find(call.Account, id) is null);
        if (missing.Count > 0)
        {
            throw StorageRefusal.MissingVolumes(missing);
        }

        return [.. state.Volumes.Of(call.Account).Where(disk => ids is not { Count: > 0 } || ids.Contains(disk.Id))];
    }
}
