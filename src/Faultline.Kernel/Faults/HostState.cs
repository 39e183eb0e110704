namespace Faultline.Kernel.Faults;

/// <summary>How a host, or something on it, does.</summary>
public readonly record struct HostState(bool Off, bool Paused, TimeSpan Skew, double CpuLoad, double MemoryLoad)
{
    public static HostState Well => default;

    public HostState With(in HostState other) => new(
        Off || other.Off,
        Paused || other.Paused,
        Skew + other.Skew,
        Math.Max(CpuLoad, other.CpuLoad),
        Math.Max(MemoryLoad, other.MemoryLoad));
}
