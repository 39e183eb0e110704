namespace Faultline.Kernel.Faults;

/// <summary>How a disk does. One that is lost comes back empty.</summary>
public readonly record struct DiskState(bool Fails, bool Stuck, bool Full, bool Lost, TimeSpan Delay)
{
    public static DiskState Well => default;

    public DiskState With(in DiskState other) => new(
        Fails || other.Fails, Stuck || other.Stuck, Full || other.Full, Lost || other.Lost, Delay + other.Delay);
}
