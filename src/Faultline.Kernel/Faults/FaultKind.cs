using Faultline.Kernel.Faults.Kinds;

namespace Faultline.Kernel.Faults;

/// <summary>A kind of fault: its name, what it takes, and how it is read.</summary>
public sealed record FaultKind(
    string Name, string Says, IReadOnlyList<Parameter> Parameters, Func<Reading, Fault> Read)
{
    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        ZonePower.TheKind, ZoneIsolation.TheKind, ZoneGray.TheKind, RegionGone.TheKind, LinkSlow.TheKind,
        LinkCut.TheKind, HostCrash.TheKind, HostPause.TheKind, InstanceCrash.TheKind, InstanceHang.TheKind,
        CpuPressure.TheKind, MemoryPressure.TheKind, ClockSkew.TheKind, DiskFail.TheKind, DiskSlow.TheKind,
        DiskStuck.TheKind, DiskFull.TheKind, VolumeLoss.TheKind, CapacityShortage.TheKind, ApiError.TheKind,
        ApiThrottle.TheKind, ApiLatency.TheKind, ControlPlaneFrozen.TheKind, RetryStorm.TheKind, NamesGone.TheKind,
    ];

    public static FaultKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}

/// <summary>One parameter of a kind of fault.</summary>
public sealed record Parameter(string Name, string Says, bool Needed = false);
