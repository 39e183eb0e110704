using System.Buffers;
using Faultline.Engines.Balancer.Http;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>A connection to a target, and what came over it and is not used yet.</summary>
internal sealed class Back(Line line, bool isOnce = false)
{
    /// <summary>What most answers fit into.</summary>
    private const int BufferBytes = 16 * 1024;

    public Line Line => line;

    /// <summary>It carries one request only, among others of a connection.</summary>
    public bool IsOnce => isOnce;

    public Head Head { get; } = new();

    public byte[] Buffer { get; private set; } = ArrayPool<byte>.Shared.Rent(BufferBytes);

    /// <summary>Bytes that are there.</summary>
    public int End { get; set; }

    /// <summary>When it was put aside, in the ticks of its node.</summary>
    public int Since { get; set; }

    public Span<byte> Bytes => Buffer.AsSpan(0, End);

    /// <summary>More room for a head that does not fit.</summary>
    public void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Buffer.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(Buffer);
        Buffer = larger;
    }

    public void Close()
    {
        line.Close();
        Release();
    }

    /// <summary>Nobody uses it any more.</summary>
    private void Release()
    {
        if (Buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Buffer);
            (Buffer, End) = ([], 0);
        }
    }
}
