using System.Security.Cryptography;
using System.Text;

namespace Faultline.Bench;

/// <summary>
/// A signed JSON call of which only one value differs from time to time: it is filled in and signed without memory of
/// its own, so that what is measured is the server.
/// </summary>
internal sealed class Stencil
{
    private const int HashChars = SHA256.HashSizeInBytes * 2;

    private readonly Signer signer;
    private readonly byte[] head;
    private readonly byte[] canonical;
    private readonly byte[] toSign;
    private readonly byte[] before;
    private readonly byte[] after;

    /// <param name="before">The body up to the value.</param>
    /// <param name="after">The body behind it.</param>
    public Stencil(Signer signer, int port, string target, string before, string after)
    {
        this.signer = signer;
        (this.before, this.after) = (Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));
        var parts = signer.Parts(port, target);
        (head, canonical, toSign) = (
            Encoding.UTF8.GetBytes(parts.Head), Encoding.UTF8.GetBytes(parts.Canonical),
            Encoding.UTF8.GetBytes(parts.ToSign));
    }

    /// <summary>The whole request, at the beginning of the room that is given.</summary>
    public ReadOnlyMemory<byte> Fill(byte[] room, ReadOnlySpan<byte> value)
    {
        var length = before.Length + value.Length + after.Length;
        Span<byte> body = stackalloc byte[length];
        before.CopyTo(body);
        value.CopyTo(body[before.Length..]);
        after.CopyTo(body[(before.Length + value.Length)..]);

        var at = Put(room, 0, head);
        Sign(body, room.AsSpan(at, HashChars));
        at = Put(room, at + HashChars, "\r\ncontent-length: "u8);
        length.TryFormat(room.AsSpan(at), out var digits, provider: System.Globalization.CultureInfo.InvariantCulture);
        at = Put(room, at + digits, "\r\n\r\n"u8);
        return room.AsMemory(0, Put(room, at, body));
    }

    private void Sign(ReadOnlySpan<byte> body, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        Span<byte> text = stackalloc byte[canonical.Length + HashChars];
        Join(canonical, hash, text);
        SHA256.HashData(text, hash);
        text = stackalloc byte[toSign.Length + HashChars];
        Join(toSign, hash, text);
        signer.Sign(text, hash);
        Convert.TryToHexStringLower(hash, signature, out _);
    }

    private static void Join(byte[] text, ReadOnlySpan<byte> hash, Span<byte> into)
    {
        text.CopyTo(into);
        Convert.TryToHexStringLower(hash, into[text.Length..], out _);
    }

    private static int Put(byte[] room, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(room.AsSpan(at));
        return at + bytes.Length;
    }
}
