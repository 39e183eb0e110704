using System.Buffers.Binary;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>
/// What the other end wants of this one (RFC 9113, section 6.5.2). What it says of its table nobody uses.
/// </summary>
internal struct PeerSettings()
{
    private const int EntryBytes = 6;

    /// <summary>How many strands may be under way; before it says so, as many as do no harm anywhere.</summary>
    public int StrandsMax { get; private set; } = 100;

    /// <summary>How much a strand may send before it hears more.</summary>
    public int WindowBytes { get; private set; } = Session.WindowBytesFirst;

    public ErrorCode Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % EntryBytes != 0)
        {
            return ErrorCode.FrameSize;
        }

        for (; !bytes.IsEmpty; bytes = bytes[EntryBytes..])
        {
            var (name, value) = (
                BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));
            var error = Take(name, value);
            if (error != ErrorCode.None)
            {
                return error;
            }
        }

        return ErrorCode.None;
    }

    private ErrorCode Take(int name, uint value)
    {
        switch (name)
        {
            case 2 when value > 1:
                return ErrorCode.Protocol;
            case 3:
                StrandsMax = (int)Math.Min(value, int.MaxValue);
                return ErrorCode.None;
            case 4 when value > int.MaxValue:
                return ErrorCode.FlowControl;
            case 4:
                WindowBytes = (int)value;
                return ErrorCode.None;
            case 5 when value is < FrameHead.LengthMax or > 0xffffff:
                return ErrorCode.Protocol;
            default:
                return ErrorCode.None;
        }
    }
}
