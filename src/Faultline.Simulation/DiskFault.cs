using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Simulation;

/// <summary>
/// What goes wrong with a disk while it is in force: see <see cref="SimulatedDisk.Begin"/>. It judges each write and
/// each sync, given how many of that kind there were since it began.
/// </summary>
public abstract record DiskFault
{
    internal virtual IOException? Fails(DiskAct act, long nth, long bytesAfter) => null;

    internal virtual TimeSpan Delays(Dice dice) => TimeSpan.Zero;

    internal virtual bool Holds => false;
}

/// <summary>
/// The n-th write fails, counted from 1, and as many after it as are said. A part of what it should have written may
/// be there.
/// </summary>
public sealed record FailWrites(long First, long Count = 1) : DiskFault
{
    internal override IOException? Fails(DiskAct act, long nth, long bytesAfter) =>
        act == DiskAct.Write && nth >= First && nth - First < Count
            ? new IOException($"Input/output error in write {nth}.")
            : null;
}

/// <summary>
/// The n-th sync fails, counted from 1, and as many after it as are said. As with real disks, what it should have made
/// durable may be there after a crash or not, even if a later sync succeeds.
/// </summary>
public sealed record FailSyncs(long First, long Count = 1) : DiskFault
{
    internal override IOException? Fails(DiskAct act, long nth, long bytesAfter) =>
        act == DiskAct.Sync && nth >= First && nth - First < Count
            ? new IOException($"Input/output error in sync {nth}.")
            : null;
}

/// <summary>The disk holds no more than so many bytes.</summary>
public sealed record FullDisk(long CapacityBytes) : DiskFault
{
    internal override IOException? Fails(DiskAct act, long nth, long bytesAfter) =>
        act == DiskAct.Write && bytesAfter > CapacityBytes
            ? new DiskFull("No space left on device.")
            : null;
}

/// <summary>Every write and every sync takes longer.</summary>
public sealed record SlowDisk(TimeSpan Mean, TimeSpan Jitter) : DiskFault
{
    internal override TimeSpan Delays(Dice dice)
    {
        var delay = Mean + Jitter * (2 * dice.Fraction() - 1);
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }
}

/// <summary>No write and no sync returns until this ends.</summary>
public sealed record StuckDisk : DiskFault
{
    internal override bool Holds => true;
}
