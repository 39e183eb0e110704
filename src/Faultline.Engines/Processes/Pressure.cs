namespace Faultline.Engines.Processes;

/// <summary>
/// What something else takes of a tree's machine: a share of its processors and a share of its memory, 0 to 1. What is
/// left is the tree's limit.
/// </summary>
public readonly record struct Pressure(double Cpu, double Memory)
{
    /// <summary>However hard it is pressed, something is left of the processors: nobody would ever get on.</summary>
    private const double CpuLeftMin = 0.01;

    public static Pressure None => default;

    /// <summary>What share of the processors' time is left.</summary>
    public double CpuLeft => Math.Clamp(1 - Cpu, CpuLeftMin, 1);

    /// <summary>What is left of a limit on memory; null where there is none.</summary>
    public long? MemoryLeft(long? limit) =>
        limit is { } bytes ? bytes - (long)(bytes * Math.Clamp(Memory, 0, 1)) : null;
}
