using System.Numerics;
using System.Security.Cryptography;

namespace Faultline.Services.Ec2.Images;

/// <summary>
/// The public key that belongs to a seed (RFC 8032, section 5.1.5); the runtime has no Ed25519 of its own. It runs once
/// for each key that is made, and its time says something of the seed: nothing else may use it.
/// </summary>
internal static class Ed25519
{
    private const int Bytes = 32;

    private static readonly BigInteger prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger d = Mod(-121665 * Inverse(121666));

    // The base point: y is 4/5, and x the even root.
    private static readonly (BigInteger X, BigInteger Y) basePoint = (
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202"),
        Mod(4 * Inverse(5)));

    public static byte[] PublicOf(byte[] seed)
    {
        var hash = SHA512.HashData(seed)[..Bytes];
        hash[0] &= 0xF8;
        hash[^1] = (byte)((hash[^1] & 0x7F) | 0x40);
        var (x, y) = Times(basePoint, new BigInteger(hash, isUnsigned: true));
        var encoded = new byte[Bytes];
        y.TryWriteBytes(encoded, out _, isUnsigned: true);
        encoded[^1] |= (byte)(x.IsEven ? 0 : 0x80);
        return encoded;
    }

    private static (BigInteger X, BigInteger Y) Times((BigInteger X, BigInteger Y) point, BigInteger factor)
    {
        var sum = (X: BigInteger.Zero, Y: BigInteger.One);
        for (; !factor.IsZero; factor >>= 1)
        {
            sum = factor.IsEven ? sum : Add(sum, point);
            point = Add(point, point);
        }

        return sum;
    }

    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var product = Mod(d * Mod(a.X * b.X) * Mod(a.Y * b.Y));
        return (
            Mod((a.X * b.Y + b.X * a.Y) * Inverse(1 + product)),
            Mod((a.Y * b.Y + a.X * b.X) * Inverse(1 - product)));
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), prime - 2, prime);

    private static BigInteger Mod(BigInteger value) => ((value % prime) + prime) % prime;
}
