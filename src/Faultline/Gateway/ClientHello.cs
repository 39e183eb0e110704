using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Faultline.Gateway;

/// <summary>
/// The host that a TLS client says it wants to reach (RFC 8446, 4.1.2; RFC 6066, 3). What is not quite as it should be
/// names nobody: it is for TLS itself to refuse.
/// </summary>
internal static class ClientHello
{
    private const int RecordHead = 5;
    private const int MessageHead = 4;
    private const int RecordBytesMax = 16 * 1024;
    private const int SessionBytesMax = 32;
    private const int NameBytesMax = 253;
    private const byte Handshake = 22;
    private const byte Hello = 1;
    private const int VersionAndRandom = 34;
    private const int ServerName = 0;

    private static readonly SearchValues<byte> letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);

    /// <summary>Finds the name; false while more bytes may still bring it.</summary>
    public static bool Read(ReadOnlySpan<byte> bytes, out string? name)
    {
        name = null;
        // The message may lie in several records, so it is put together first.
        var message = new byte[bytes.Length];
        var (count, promised) = (0, 0);
        while (true)
        {
            if ((bytes.Length > 0 && bytes[0] != Handshake) || (bytes.Length > 1 && bytes[1] != 3))
            {
                return true;
            }

            if (bytes.Length < RecordHead)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]);
            if (length is 0 or > RecordBytesMax)
            {
                return true;
            }

            var here = Math.Min(length, bytes.Length - RecordHead);
            bytes.Slice(RecordHead, here).CopyTo(message.AsSpan(count));
            (count, promised) = (count + here, promised + length);
            if (IsWhole(message.AsSpan(0, count), promised, out name))
            {
                return true;
            }

            if (here < length)
            {
                return false;
            }

            bytes = bytes[(RecordHead + length)..];
        }
    }

    /// <summary>Whether nothing more is to come, be it because the message is whole or because it is none.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> message, int promised, out string? name)
    {
        name = null;
        if (message.Length > 0 && message[0] != Hello)
        {
            return true;
        }

        if (message.Length < MessageHead)
        {
            return false;
        }

        var length = MessageHead + (message[1] << 16 | message[2] << 8 | message[3]);
        if (promised > length)
        {
            return true;
        }

        if (message.Length < length)
        {
            return false;
        }

        name = NameIn(message[MessageHead..]);
        return true;
    }

    private static string? NameIn(ReadOnlySpan<byte> hello)
    {
        if (hello.Length < VersionAndRandom)
        {
            return null;
        }

        hello = hello[VersionAndRandom..];
        if (!Take(ref hello, 1, out var session) || session.Length > SessionBytesMax
            || !Take(ref hello, 2, out var suites) || suites.Length == 0 || suites.Length % 2 != 0
            || !Take(ref hello, 1, out var compressions) || compressions.Length == 0
            || !Take(ref hello, 2, out var extensions) || hello.Length > 0)
        {
            return null;
        }

        string? name = null;
        while (extensions.Length > 0)
        {
            if (extensions.Length < 2)
            {
                return null;
            }

            var kind = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!Take(ref extensions, 2, out var value)
                || (kind == ServerName && (name is not null || (name = Host(value)) is null)))
            {
                return null;
            }
        }

        return name;
    }

    /// <summary>The one host of a list of names; null when there are more, or other ones.</summary>
    private static string? Host(ReadOnlySpan<byte> value)
    {
        if (!Take(ref value, 2, out var list) || value.Length > 0 || list.Length == 0 || list[0] != 0)
        {
            return null;
        }

        list = list[1..];
        return Take(ref list, 2, out var host) && list.Length == 0
            && host.Length is > 0 and <= NameBytesMax && !host.ContainsAnyExcept(letters)
                ? Encoding.ASCII.GetString(host)
                : null;
    }

    /// <summary>Takes what has its length before it, in one or two bytes.</summary>
    private static bool Take(ref ReadOnlySpan<byte> from, int lengthBytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (from.Length < lengthBytes)
        {
            return false;
        }

        var length = lengthBytes == 1 ? from[0] : BinaryPrimitives.ReadUInt16BigEndian(from);
        if (from.Length - lengthBytes < length)
        {
            return false;
        }

        taken = from.Slice(lengthBytes, length);
        from = from[(lengthBytes + length)..];
        return true;
    }
}
