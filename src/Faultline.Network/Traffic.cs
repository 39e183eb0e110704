namespace Faultline.Network;

/// <summary>What was carried to one address and what came from it, over all that we carry. Only ever grows.</summary>
public sealed class Traffic
{
    /// <summary>
    /// We see no packets. A chunk is counted as so many as it takes at the size that every network of AWS carries
    /// ("Network maximum transmission unit (MTU) for your EC2 instance", EC2 user guide).
    /// </summary>
    private const int PacketBytes = 1500;

    private long bytesTo;
    private long packetsTo;
    private long bytesFrom;
    private long packetsFrom;

    public TrafficCounts Counts => new(
        Interlocked.Read(ref bytesTo),
        Interlocked.Read(ref packetsTo),
        Interlocked.Read(ref bytesFrom),
        Interlocked.Read(ref packetsFrom));

    /// <summary>A chunk goes to the address.</summary>
    public void To(long bytes) => Add(ref bytesTo, ref packetsTo, bytes);

    /// <summary>A chunk comes from it.</summary>
    public void From(long bytes) => Add(ref bytesFrom, ref packetsFrom, bytes);

    private static void Add(ref long all, ref long packets, long bytes)
    {
        Interlocked.Add(ref all, bytes);
        Interlocked.Add(ref packets, (bytes + PacketBytes - 1) / PacketBytes);
    }
}

/// <summary>How much that was until now.</summary>
public readonly record struct TrafficCounts(long BytesTo, long PacketsTo, long BytesFrom, long PacketsFrom)
{
    /// <summary>What came since an earlier look.</summary>
    public TrafficCounts Since(TrafficCounts before) => new(
        BytesTo - before.BytesTo,
        PacketsTo - before.PacketsTo,
        BytesFrom - before.BytesFrom,
        PacketsFrom - before.PacketsFrom);
}
