using System.Runtime.InteropServices;

namespace Faultline.Network;

/// <summary>What was carried to one address and what came from it, over all that we carry. Only ever grows.</summary>
/// <remarks>
/// It is told each chunk of all connections with an address. Each processor adds up for itself, so that none waits for
/// what another one has just written.
/// </remarks>
public sealed class Traffic
{
    /// <summary>
    /// We see no packets. A chunk is counted as so many as it takes at the size that every network of AWS carries
    /// ("Network maximum transmission unit (MTU) for your EC2 instance", EC2 user guide).
    /// </summary>
    private const int PacketBytes = 1500;

    private readonly Share[] shares = new Share[Environment.ProcessorCount];

    public TrafficCounts Counts
    {
        get
        {
            var all = default(TrafficCounts);
            foreach (ref var share in shares.AsSpan())
            {
                all = all.And(share.Counts);
            }

            return all;
        }
    }

    /// <summary>A chunk goes to the address.</summary>
    public void To(long bytes)
    {
        ref var share = ref Mine;
        Add(ref share.BytesTo, ref share.PacketsTo, bytes);
    }

    /// <summary>A chunk comes from it.</summary>
    public void From(long bytes)
    {
        ref var share = ref Mine;
        Add(ref share.BytesFrom, ref share.PacketsFrom, bytes);
    }

    /// <summary>That of this processor; added to as a shared one, since a thread may move to another one.</summary>
    private ref Share Mine => ref shares[(uint)Thread.GetCurrentProcessorId() % (uint)shares.Length];

    private static void Add(ref long all, ref long packets, long bytes)
    {
        Interlocked.Add(ref all, bytes);
        Interlocked.Add(ref packets, (bytes + PacketBytes - 1) / PacketBytes);
    }

    /// <summary>As far apart in an array that no two lie in what processors take from each other at once.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Share
    {
        public long BytesTo;
        public long PacketsTo;
        public long BytesFrom;
        public long PacketsFrom;

        public TrafficCounts Counts => new(
            Interlocked.Read(ref BytesTo),
            Interlocked.Read(ref PacketsTo),
            Interlocked.Read(ref BytesFrom),
            Interlocked.Read(ref PacketsFrom));
    }
}

/// <summary>How much that was until now.</summary>
public readonly record struct TrafficCounts(long BytesTo, long PacketsTo, long BytesFrom, long PacketsFrom)
{
    /// <summary>This and what was counted elsewhere.</summary>
    public TrafficCounts And(TrafficCounts other) => new(
        BytesTo + other.BytesTo,
        PacketsTo + other.PacketsTo,
        BytesFrom + other.BytesFrom,
        PacketsFrom + other.PacketsFrom);

    /// <summary>What came since an earlier look.</summary>
    public TrafficCounts Since(TrafficCounts before) => new(
        BytesTo - before.BytesTo,
        PacketsTo - before.PacketsTo,
        BytesFrom - before.BytesFrom,
        PacketsFrom - before.PacketsFrom);
}
