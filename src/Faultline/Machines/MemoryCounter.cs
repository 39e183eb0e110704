namespace Faultline.Machines;

/// <summary>Counts in memory: the number ends with the process.</summary>
internal sealed class MemoryCounter : ICounter
{
    private long count;

    public string Where => "memory";

    public long Read() => Volatile.Read(ref count);

    public long Add() => Interlocked.Increment(ref count);
}
