using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faultline.Kernel;

namespace Faultline.Wire.Signatures;

/// <summary>
/// Access key ids that tell their account, as those of AWS do: after the four letters come 80 bits in base32, of which
/// bits 1 to 40 are the account. Ours also carry a mark by which we know them from those of AWS.
/// </summary>
public sealed class KeyIds(ReadOnlySpan<byte> master)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int IdBytes = 10;
    private const int MarkBits = 13;
    private readonly byte[] marking = HMACSHA256.HashData(master, "access key ids"u8);

    /// <summary>A new id: AKIA for a key that lasts, ASIA for one of a session.</summary>
    public string New(string prefix, string account, Dice dice)
    {
        // One bit that AWS sets too, 40 bits of account, then 39 bits: chance, and at the end the mark.
        var id = (UInt128)1 << 79
            | (UInt128)ulong.Parse(account, CultureInfo.InvariantCulture) << 39
            | (dice.Next() & ((1UL << 39) - 1)) >> MarkBits << MarkBits;
        return prefix + Text(id | Mark(prefix, id));
    }

    /// <summary>The account of a key id that we made; null for any other.</summary>
    public string? Account(ReadOnlySpan<char> accessKey)
    {
        if (accessKey.Length != 20 || Number(accessKey[4..]) is not { } id)
        {
            return null;
        }

        var bare = id >> MarkBits << MarkBits;
        var account = (ulong)(id >> 39) & ((1UL << 40) - 1);
        return (ulong)(id - bare) == Mark(accessKey[..4], bare) && account < 1_000_000_000_000
            ? account.ToString("D12", CultureInfo.InvariantCulture)
            : null;
    }

    private static UInt128? Number(ReadOnlySpan<char> text)
    {
        UInt128 id = 0;
        foreach (var letter in text)
        {
            var digit = Base32.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            id = id << 5 | (uint)digit;
        }

        return id;
    }

    private static string Text(UInt128 id) => string.Create(16, id, static (span, id) =>
    {
        for (var i = span.Length - 1; i >= 0; i--, id >>= 5)
        {
            span[i] = Base32[(int)(id & 31)];
        }
    });

    private ulong Mark(ReadOnlySpan<char> prefix, UInt128 bare)
    {
        Span<byte> text = stackalloc byte[4 + IdBytes + 6];
        Encoding.ASCII.GetBytes(prefix, text);
        BinaryPrimitives.WriteUInt128BigEndian(text[4..], bare);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(marking, text, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) >> (64 - MarkBits);
    }
}
