using System.Buffers.Binary;
using Faultline.Engines.Balancer.Http;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>What stands before the bytes of a frame (RFC 9113, section 4.1).</summary>
internal readonly record struct FrameHead(int Length, FrameType Type, FrameFlags Flags, int Strand)
{
    public const int Bytes = 9;

    /// <summary>No frame is longer: nobody here asks for more.</summary>
    public const int LengthMax = 16 * 1024;

    /// <summary>The bit that elsewhere ends a strand says of settings and pings that they are answers.</summary>
    public const FrameFlags Answers = FrameFlags.End;

    public static FrameHead Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
        (FrameType)bytes[3],
        (FrameFlags)bytes[4],
        (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]) & int.MaxValue));

    public bool Has(FrameFlags flag) => (Flags & flag) != 0;

    public void Add(Out into)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes[0] = (byte)(Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], (ushort)Length);
        bytes[3] = (byte)Type;
        bytes[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes[5..], Strand);
        into.Add(bytes);
    }
}

/// <summary>What a frame is (RFC 9113, section 6).</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    Reset = 3,
    Settings = 4,
    Push = 5,
    Ping = 6,
    GoAway = 7,
    Window = 8,
    Continuation = 9,
}

/// <summary>What a frame says of itself; the same bit means one thing of one type and another of another.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    End = 1,
    EndOfBlock = 4,
    Padded = 8,
    Prioritized = 32,
}
