using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<Snapshot> CreateSnapshot(
        Call call, CreateSnapshotRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "snapshot");
        using var held = await book.Take(call.Account, ct);
        var disk = OwnDisk(held.State, call, request.VolumeId);
        CheckSnapshot(disk);
        var tags = Tagging.For(call, "snapshot", request.TagSpecifications);
        DryRun.Stop(request.DryRun);
        var snapshot = NewSnapshot.Of(held.State, disk, request.Description, tags, call.Now, call.Dice);
        await held.Keep();
        storage.Tell();
        return snapshot.Shown;
    }

    public override async ValueTask<CreateSnapshotsResult> CreateSnapshots(
        Call call, CreateSnapshotsRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "snapshot");
        var asked = request.InstanceSpecification;
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, asked.InstanceId);
        var excluded = asked.ExcludeDataVolumeIds ?? [];
        var all = Disks.Of(held.State, machine.Id);
        var root = Disks.Root(held.State, machine)?.Id;
        if (excluded.Find(id => id == root || !all.Exists(disk => disk.Id == id)) is { } strange)
        {
            throw Refusal.Value(
                $"The volume {strange} is not a data volume that is attached to instance {machine.Id}.");
        }

        var disks = all
            .Where(disk => !excluded.Contains(disk.Id) && (asked.ExcludeBootVolume != true || disk.Id != root))
            .ToList();
        disks.ForEach(CheckSnapshot);
        var tags = Tagging.For(call, "snapshot", request.TagSpecifications);
        DryRun.Stop(request.DryRun);
        var taken = disks.ConvertAll(disk => NewSnapshot.Of(
            held.State,
            disk,
            request.Description,
            request.CopyTagsFromSource == CopyTagsFromSource.Volume ? Tagging.Merge(disk.Shown.Tags ?? [], tags) : tags,
            call.Now,
            call.Dice));
        await held.Keep();
        storage.Tell();
        return new() { Snapshots = taken.ConvertAll(snapshot => snapshot.Shown.To<SnapshotInfo>()) };
    }

    public override async ValueTask DeleteSnapshot(Call call, DeleteSnapshotRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var snapshot = OwnSnapshot(held.State, call, request.SnapshotId);
        if (Captures.UserOf(held.State, snapshot) is { } image)
        {
            throw new AwsError(
                "InvalidSnapshot.InUse", 400, $"The snapshot {snapshot.Id} is currently in use by {image.Id}");
        }

        DryRun.Stop(request.DryRun);
        held.State.Snapshots.Remove(snapshot.Id);
        await held.Keep();
        storage.Tell();
    }

    public override async ValueTask<CopySnapshotResult> CopySnapshot(
        Call call, CopySnapshotRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "snapshot");
        if ((request.DestinationRegion ?? region) != region)
        {
            throw Refusal.Value(request.DestinationRegion!, "destinationRegion");
        }

        var source = await (await In(call, request.SourceRegion, ct)).Offer(
            call.Account, request.SourceSnapshotId, ct);
        var key = CopyKey(call, source, request.Encrypted, request.KmsKeyId);
        var tags = Tagging.For(call, "snapshot", request.TagSpecifications);
        using var held = await book.Take(call.Account, ct);
        if (key is null && held.State.Accounts.Find(call.Account)!.EncryptsVolumes)
        {
            key = NewVolume.DefaultKey(region, call.Account);
        }

        DryRun.Stop(request.DryRun);
        var copy = NewSnapshot.Copy(
            held.State, call.Account, request.SourceRegion, source, key, request.Description, tags, call.Now,
            call.Dice);
        await held.Keep();
        storage.Tell();
        return new() { SnapshotId = copy.Id, Tags = tags };
    }

    public override async ValueTask<DescribeSnapshotsResult> DescribeSnapshots(
        Call call, DescribeSnapshotsRequest request, CancellationToken ct)
    {
        var passes = VolumeFilters.Snapshots.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var ids = request.SnapshotIds ?? [];
        var missing = ids.FindAll(id => held.State.Snapshots.Find(id)?.Lets(call.Account) != true);
        if (missing.Count > 0)
        {
            throw StorageRefusal.MissingSnapshots(missing);
        }

        var found = held.State.Snapshots.All
            .Where(snapshot => snapshot.Lets(call.Account))
            .Where(snapshot => ids.Count == 0 || ids.Contains(snapshot.Id))
            .Where(snapshot => Owns(call, request.OwnerIds, snapshot.Account))
            .Where(snapshot => Restores(call, request.RestorableByUserIds, snapshot))
            .Select(snapshot => snapshot.Shown)
            .Where(shown => passes(shown));
        var (page, next) = volumePages.Cut(
            call, found, shown => shown.SnapshotId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { Snapshots = page, NextToken = next };
    }

    /// <summary>A snapshot of this region that an account may copy.</summary>
    private async ValueTask<DiskSnapshot> Offer(string account, string id, CancellationToken ct)
    {
        using var held = await book.Take(account, ct);
        var snapshot = NewVolume.Usable(held.State, account, id);
        await held.Keep();
        return snapshot;
    }

    /// <summary>The key that a copy is encrypted with: a copy of what is encrypted always is.</summary>
    private string? CopyKey(Call call, DiskSnapshot source, bool? encrypted, string? key)
    {
        if (key is not null && encrypted != true)
        {
            throw new AwsError(
                "InvalidParameterDependency", 400,
                "The parameter KmsKeyId requires the parameter Encrypted to be set.");
        }

        return encrypted != true && source.Shown.Encrypted != true ? null
            : key is not null ? NewVolume.KeyOf(region, call.Account, key)
            : NewVolume.DefaultKey(region, call.Account);
    }

    private static void CheckSnapshot(Disk disk)
    {
        if (!disk.Is(VolumeState.Available) && !disk.Is(VolumeState.InUse))
        {
            throw StorageRefusal.State($"Volume '{disk.Id}' is in the '{disk.State}' state.");
        }
    }

    private static DiskSnapshot OwnSnapshot(Ec2State state, Call call, string id) =>
        state.Snapshots.Find(call.Account, id)
        ?? (state.Snapshots.Find(id)?.Lets(call.Account) == true
            ? throw new AwsError("AuthFailure", 403, $"Not authorized for snapshot:{id}")
            : throw StorageRefusal.MissingSnapshots([id]));

    /// <summary>Whether the owner is one of those that are asked for. Nobody here is Amazon.</summary>
    private static bool Owns(Call call, List<string>? owners, string owner) =>
        owners is not { Count: > 0 } || owners.Exists(each => (each == "self" ? call.Account : each) == owner);

    private static bool Restores(Call call, List<string>? users, DiskSnapshot snapshot) =>
        users is not { Count: > 0 } || users.Exists(each => each switch
        {
            "all" => snapshot.Public,
            "self" => snapshot.Lets(call.Account),
            _ => snapshot.Account == each || snapshot.Sharers.Contains(each),
        });
}
