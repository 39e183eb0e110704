using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.Kernel;

/// <summary>
/// The only source of chance. The same seed gives the same throws; a fork is independent of its parent and of the
/// order in which other forks are made.
/// </summary>
public sealed class Dice
{
    private readonly Lock gate = new();
    private readonly ulong seed;
    private ulong s0, s1, s2, s3;

    public Dice(ulong seed)
    {
        this.seed = seed;
        var x = seed;
        s0 = SplitMix(ref x);
        s1 = SplitMix(ref x);
        s2 = SplitMix(ref x);
        s3 = SplitMix(ref x);
    }

    /// <summary>Dice that nobody can foresee: for the real world, where ids and secrets must not be guessed.</summary>
    public static Dice Unforeseen() => new(BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)));

    /// <summary>Dice of their own for one part, so that its throws do not shift anyone else's.</summary>
    public Dice Fork(string label)
    {
        // The seed is hashed with the label: were the two only combined, a fork of a fork could be its grandparent.
        var length = 8 + Encoding.UTF8.GetByteCount(label);
        var bytes = length <= 256 ? stackalloc byte[length] : new byte[length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        Encoding.UTF8.GetBytes(label, bytes[8..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }

    /// <summary>A whole number from 0 up to, but not including, the limit.</summary>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (int)(((Next() >> 32) * (ulong)limit) >> 32);
    }

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>A fraction from 0 up to, but not including, 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public void Fill(Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[8];
        while (bytes.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
            var take = Math.Min(8, bytes.Length);
            word[..take].CopyTo(bytes);
            bytes = bytes[take..];
        }
    }

    public ulong Next()
    {
        lock (gate)
        {
            var result = ulong.RotateLeft(s1 * 5, 7) * 9;
            var t = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= t;
            s3 = ulong.RotateLeft(s3, 45);
            return result;
        }
    }

    private static ulong SplitMix(ref ulong x)
    {
        var z = x += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
