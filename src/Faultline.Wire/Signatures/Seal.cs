using System.Security.Cryptography;
using System.Text;

namespace Faultline.Wire.Signatures;

/// <summary>
/// Closes texts so that only a server with the same master secret can read or make them (AES-256-GCM). The nonce is
/// made from the content, so it cannot repeat with another content.
/// </summary>
public sealed class Seal
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] closing;
    private readonly byte[] naming;

    public Seal(ReadOnlySpan<byte> master, string purpose)
    {
        closing = HMACSHA256.HashData(master, Encoding.UTF8.GetBytes($"{purpose}: close"));
        naming = HMACSHA256.HashData(master, Encoding.UTF8.GetBytes($"{purpose}: name"));
    }

    /// <summary>Closes the content, bound to a context that must be named again to open it.</summary>
    public byte[] Close(ReadOnlySpan<byte> content, string context, ReadOnlySpan<byte> salt)
    {
        var bound = Encoding.UTF8.GetBytes(context);
        byte[] all = [.. salt, .. bound, 0, .. content];
        var nonce = HMACSHA256.HashData(naming, all).AsSpan(0, NonceBytes);
        var closed = new byte[NonceBytes + content.Length + TagBytes];
        nonce.CopyTo(closed);
        using var cipher = new AesGcm(closing, TagBytes);
        cipher.Encrypt(nonce, content, closed.AsSpan(NonceBytes, content.Length), closed.AsSpan(^TagBytes..), bound);
        return closed;
    }

    /// <summary>Opens what was closed; null when it is another's, was altered, or belongs to another context.</summary>
    public byte[]? Open(ReadOnlySpan<byte> closed, string context)
    {
        if (closed.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var content = new byte[closed.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(closing, TagBytes);
        try
        {
            cipher.Decrypt(
                closed[..NonceBytes], closed[NonceBytes..^TagBytes], closed[^TagBytes..], content,
                Encoding.UTF8.GetBytes(context));
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
