using System.Text;
using Faultline.Kernel;

namespace Faultline.Wire.Signatures;

/// <summary>
/// The encoded messages that come with a refusal for want of permission: DecodeAuthorizationMessage reads them to
/// those who may know, and no one else can.
/// </summary>
public sealed class AuthorizationMessages(ReadOnlySpan<byte> master)
{
    private readonly Seal seal = new(master, "authorization messages");

    public string Encode(string account, string message, Dice dice)
    {
        Span<byte> salt = stackalloc byte[16];
        dice.Fill(salt);
        return Convert.ToBase64String(seal.Close(Encoding.UTF8.GetBytes(message), account, salt))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>The message of that account; null when it is another's or none of ours.</summary>
    public string? Decode(string account, string encoded)
    {
        var text = encoded.Replace('-', '+').Replace('_', '/');
        text = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var closed = new byte[text.Length];
        return Convert.TryFromBase64String(text, closed, out var length)
            && seal.Open(closed.AsSpan(0, length), account) is { } message
            ? Encoding.UTF8.GetString(message)
            : null;
    }
}
