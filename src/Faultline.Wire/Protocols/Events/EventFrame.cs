using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Faultline.Wire.Protocols.Events;

/// <summary>
/// One message of <c>application/vnd.amazon.eventstream</c>: lengths with their checksum, headers, payload, checksum of
/// all. Numbers are big-endian.
/// </summary>
internal sealed class EventFrame
{
    private const int PreludeBytes = 12;
    private const int ChecksumBytes = 4;

    private readonly ArrayBufferWriter<byte> headers = new();

    /// <summary>The kinds of header values, by their number on the wire.</summary>
    private enum Kind : byte
    {
        True = 0,
        False = 1,
        Integer = 4,
        Long = 5,
        Bytes = 6,
        Text = 7,
        Timestamp = 8,
    }

    public void Header(string name, string value) => Sized(name, Kind.Text, Encoding.UTF8.GetBytes(value));

    public void Header(string name, byte[] value) => Sized(name, Kind.Bytes, value);

    public void Header(string name, bool value) => Name(name, value ? Kind.True : Kind.False);

    public void Header(string name, int value)
    {
        Name(name, Kind.Integer);
        BinaryPrimitives.WriteInt32BigEndian(headers.GetSpan(4), value);
        headers.Advance(4);
    }

    public void Header(string name, long value) => Long(name, Kind.Long, value);

    public void Header(string name, DateTimeOffset value) => Long(name, Kind.Timestamp, value.ToUnixTimeMilliseconds());

    /// <summary>The whole message, ready to be sent.</summary>
    public byte[] Seal(ReadOnlySpan<byte> payload)
    {
        var head = headers.WrittenSpan;
        var bytes = new byte[PreludeBytes + head.Length + payload.Length + ChecksumBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), Crc32.Of(bytes.AsSpan(0, 8)));
        head.CopyTo(bytes.AsSpan(PreludeBytes));
        payload.CopyTo(bytes.AsSpan(PreludeBytes + head.Length));
        var end = bytes.Length - ChecksumBytes;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(end), Crc32.Of(bytes.AsSpan(0, end)));
        return bytes;
    }

    private void Long(string name, Kind kind, long value)
    {
        Name(name, kind);
        BinaryPrimitives.WriteInt64BigEndian(headers.GetSpan(8), value);
        headers.Advance(8);
    }

    private void Sized(string name, Kind kind, ReadOnlySpan<byte> value)
    {
        Name(name, kind);
        BinaryPrimitives.WriteUInt16BigEndian(headers.GetSpan(2), checked((ushort)value.Length));
        headers.Advance(2);
        headers.Write(value);
    }

    private void Name(string name, Kind kind)
    {
        headers.Write([checked((byte)Encoding.UTF8.GetByteCount(name))]);
        Encoding.UTF8.GetBytes(name, headers);
        headers.Write([(byte)kind]);
    }
}
