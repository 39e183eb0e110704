using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// When storage is low or full, and how far it grows by itself then ("Managing capacity automatically with Amazon RDS
/// storage autoscaling", user guide). Pure.
/// </summary>
/// <param name="To">The size in GiB that it grows to; null where it does not.</param>
/// <param name="Hindrance">What its owner hears of why it does not grow; null where it need not.</param>
internal readonly record struct StorageGrowth(int? To = null, string? Hindrance = null)
{
    private const int LowPercent = 10;
    private const int StepMin = 10;
    private const int StepPercent = 10;
    private const int HoursAhead = 7;

    public static bool IsLow(InstanceRow row, Room room) => Free(row, room) <= Bytes(row) * LowPercent / 100;

    public static bool IsFull(InstanceRow row, Room room) => Free(row, room) == 0;

    /// <summary>What is free, in bytes. What a fault fills is full until it is made larger.</summary>
    public static long Free(InstanceRow row, Room room) =>
        room.IsFilled && (row.Exhausted == 0 || row.Exhausted >= Allocated(row))
            ? 0
            : Math.Max(0, Bytes(row) - room.Used);

    /// <summary>What becomes of the storage of an instance that is available, or full.</summary>
    public static StorageGrowth Next(InstanceRow row, Room room, DateTimeOffset now, StorageTimes times)
    {
        if (Most(row) is not { } most || !IsLow(row, room) || !(row.LowSince + times.Low <= now))
        {
            return default;
        }

        if (row.Grown + times.Rest > now)
        {
            return new(Hindrance: Says.CoolingOff);
        }

        var allocated = Allocated(row);
        var ahead = room.Used + HoursAhead * Math.Max(0, room.Growth) - Bytes(row);
        var to = allocated + Math.Max(Step(allocated), (int)Math.Min(int.MaxValue / 2, GiB(ahead)));

        // One that the step after this one would lead past its maximum grows to it at once.
        return to > most ? new(Hindrance: Says.AtMaximum)
            : to + Step(to) > most ? new(To: most)
            : new(To: to);
    }

    /// <summary>When that is to be asked again though nothing changes.</summary>
    public static DateTimeOffset? Again(InstanceRow row, DateTimeOffset now, StorageTimes times) =>
        Most(row) is null || row.LowSince is not { } low ? null
            : low + times.Low > now ? low + times.Low
            : row.Grown + times.Rest > now ? row.Grown + times.Rest
            : null;

    public static long Bytes(InstanceRow row) => (long)Allocated(row) << 30;

    /// <summary>How far it may grow by itself; null where it may not.</summary>
    private static int? Most(InstanceRow row) =>
        row.Shown.StorageType == StorageRules.Magnetic || row.Shown.MaxAllocatedStorage <= Allocated(row)
            ? null
            : row.Shown.MaxAllocatedStorage;

    private static int Step(int allocated) => Math.Max(StepMin, (allocated * StepPercent + 99) / 100);

    private static long GiB(long bytes) => bytes <= 0 ? 0 : ((bytes - 1) >> 30) + 1;

    private static int Allocated(InstanceRow row) => row.Shown.AllocatedStorage ?? 0;
}
