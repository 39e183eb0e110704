using System.Security.Cryptography;
using System.Text;

namespace Faultline.Wire.Signatures;

/// <summary>An access key that is known: whose it is, and the secret that proves it.</summary>
public sealed class Key
{
    private const int SigningKeysMax = 64;
    private SigningKey[] derived = [];

    public Key(Principal principal, string secret, DateTimeOffset? expires = null, string? token = null)
    {
        (Principal, Expires, Token) = (principal, expires, token);
        Secret = Encoding.UTF8.GetBytes(secret);
    }

    private Key(Principal principal) => Principal = principal;

    /// <summary>A key of ours that came without its session token, or with another's.</summary>
    public static Key Refused { get; } = new(Principal.Anonymous);

    public Principal Principal { get; }

    /// <summary>When its session ends; null when it lasts.</summary>
    public DateTimeOffset? Expires { get; }

    /// <summary>The session token that belongs to it.</summary>
    public string? Token { get; }

    /// <summary>The secret access key; null when any secret is taken.</summary>
    internal byte[]? Secret { get; }

    /// <summary>The key stands for its principal without proof.</summary>
    internal bool TakesAnySecret => Secret is null && this != Refused;

    /// <summary>
    /// A key that stands for its principal whatever the secret: the rule for unknown keys on a loopback address.
    /// </summary>
    public static Key Trusted(Principal principal) => new(principal);

    /// <summary>
    /// The key that signs under a scope (date, region, service, terminator). Derived keys are kept, the oldest giving
    /// way: a client signs with the same few all day.
    /// </summary>
    internal SigningKey SigningKey(ReadOnlySpan<char> scope)
    {
        var known = Volatile.Read(ref derived);
        foreach (var one in known)
        {
            if (scope.SequenceEqual(one.Scope))
            {
                return one;
            }
        }

        var made = new SigningKey(new(scope), Derive(scope));
        // Two who derive at once may lose one of the two entries: it is then derived again.
        Volatile.Write(ref derived, [made, .. known.AsSpan(0, Math.Min(known.Length, SigningKeysMax - 1))]);
        return made;
    }

    private byte[] Derive(ReadOnlySpan<char> scope)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        byte[] first = [.. "AWS4"u8, .. Secret!];
        var start = true;
        foreach (var part in scope.Split('/'))
        {
            var element = Encoding.UTF8.GetBytes(new string(scope[part]));
            HMACSHA256.HashData(start ? first : key, element, key);
            start = false;
        }

        return key.ToArray();
    }
}
