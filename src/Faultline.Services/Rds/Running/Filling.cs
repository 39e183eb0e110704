using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// What becomes of an instance whose storage runs out: its owner is warned, it grows by itself where it may, it is shut
/// down once nothing is free, and is back once there is room again. Pure.
/// </summary>
internal static class Filling
{
    /// <summary>From this share of its maximum on its owner is told to raise that.</summary>
    private const int NearPercent = 80;

    public static InstanceRow Step(Moment moment, InstanceRow row, ClusterView? view, bool isApplied, Room room)
    {
        if (row.Status is Life.Available or Life.StorageFull)
        {
            row = Exhaust(row, room);
            row = Warn(moment, row, room);
            row = Grow(moment, row, room);
            row = Shut(moment, row, room);
        }

        return row.IsShut && isApplied && view is { Phase: ClusterPhase.Stopped }
            ? StorageGrowth.IsFull(row, room) ? StillFull(moment, row) : Open(row)
            : row;
    }

    /// <summary>An instance with larger storage. What it was full at, it is not full at any more.</summary>
    public static InstanceRow Enlarged(Moment moment, InstanceRow row, int size)
    {
        var (before, most) = (row.Shown.AllocatedStorage!.Value, row.Shown.MaxAllocatedStorage);
        var (iops, throughput) = StorageRules.Baseline(row.Shown.StorageType!, size);
        row = (row with { Grown = moment.Now, LowSince = null, Hindrance = null }).With(shown =>
        {
            shown.AllocatedStorage = size;
            shown.Iops = Larger(shown.Iops, iops);
            shown.StorageThroughput = Larger(shown.StorageThroughput, throughput);
        });
        WarnNear(moment, row, before, most);
        return row;
    }

    /// <summary>Its owner hears once that what is allocated has come near the maximum.</summary>
    /// <param name="before">What was allocated, and the maximum that there was, before the change.</param>
    public static void WarnNear(Moment moment, InstanceRow row, int before, int? most)
    {
        var (size, now) = (row.Shown.AllocatedStorage!.Value, row.Shown.MaxAllocatedStorage);
        if (IsNear(size, now) && !IsNear(before, most))
        {
            moment.Say(row, Says.NearMaximum(size, now!.Value), Says.Notification);
        }
    }

    /// <summary>A size that only a full disk, or a fault, keeps it at.</summary>
    private static InstanceRow Exhaust(InstanceRow row, Room room)
    {
        var size = row.Shown.AllocatedStorage!.Value;
        var exhausted = StorageGrowth.IsFull(row, room) ? size : room.IsFilled ? row.Exhausted : 0;
        return row.Exhausted == exhausted ? row : row with { Exhausted = exhausted };
    }

    private static InstanceRow Warn(Moment moment, InstanceRow row, Room room)
    {
        if (!StorageGrowth.IsLow(row, room))
        {
            return row.LowSince is null && row.Hindrance is null ? row : row with { LowSince = null, Hindrance = null };
        }

        if (row.LowSince is not null)
        {
            return row;
        }

        var (size, free) = (StorageGrowth.Bytes(row), StorageGrowth.Free(row, room));
        moment.Say(row, Says.StorageLow(row.Name, size, free), Says.LowStorage);
        return row with { LowSince = moment.Now };
    }

    private static InstanceRow Grow(Moment moment, InstanceRow row, Room room)
    {
        var next = StorageGrowth.Next(row, room, moment.Now, moment.Storage);
        if (next.Hindrance is { } why && why != row.Hindrance)
        {
            moment.Say(row, why, Says.Failure);
            return row with { Hindrance = why };
        }

        if (next.To is not { } size)
        {
            return row;
        }

        moment.Say(row, Says.Autoscaling, Says.Change);
        row = Enlarged(moment, row, size) with { Finishes = [.. row.Finishes, Says.AutoscalingDone] };
        return row.In(Life.Modifying);
    }

    /// <summary>"RDS event messages", user guide: the database is shut down at the storage-full threshold.</summary>
    private static InstanceRow Shut(Moment moment, InstanceRow row, Room room)
    {
        if (row.Status != Life.Available || !StorageGrowth.IsFull(row, room))
        {
            return row;
        }

        moment.Say(row, Says.StorageExhausted, Says.LowStorage);
        moment.Say(row, Says.ShutForStorage, Says.Availability);
        return (row with { IsShut = true }).In(Life.StorageFull);
    }

    private static InstanceRow Open(InstanceRow row) =>
        (row with { IsShut = false }).In(row.Status == Life.StorageFull ? Life.Starting : row.Status);

    /// <summary>What it was made larger by was too little.</summary>
    private static InstanceRow StillFull(Moment moment, InstanceRow row)
    {
        if (row.Status == Life.StorageFull)
        {
            return row;
        }

        row.Finishes.ForEach(message => moment.Say(row, message, Says.Change));
        moment.Say(row, Says.StorageExhausted, Says.LowStorage);
        return (row with { Finishes = [] }).In(Life.StorageFull);
    }

    private static bool IsNear(int size, int? most) => size * 100L >= most * (long)NearPercent;

    private static int? Larger(int? one, int? other) => one is null || other > one ? other : one;
}
