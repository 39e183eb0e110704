using System.Buffers;
using System.Globalization;
using System.IO.Enumeration;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.Wire.Signatures;

/// <summary>
/// Signature version 4A: the key pair is derived from the secret access key, so the one signature is good in a set of
/// regions. The derivation is the counter mode of NIST SP 800-108 over HMAC-SHA256, as AWS's public clients do it.
/// </summary>
internal static class Version4A
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The private number of the key pair.</summary>
    public static byte[] PrivateKey(string accessKey, ReadOnlySpan<byte> secret)
    {
        byte[] mac = [.. "AWS4A"u8, .. secret];
        for (byte counter = 1; counter < byte.MaxValue; counter++)
        {
            byte[] input =
            [
                0, 0, 0, 1, .. "AWS4-ECDSA-P256-SHA256"u8, 0, .. Encoding.UTF8.GetBytes(accessKey), counter, 0, 0, 1, 0,
            ];
            var candidate = new BigInteger(HMACSHA256.HashData(mac, input), isUnsigned: true, isBigEndian: true);
            if (candidate <= Order - 2)
            {
                var number = (candidate + 1).ToByteArray(isUnsigned: true, isBigEndian: true);
                return [.. new byte[32 - number.Length], .. number];
            }
        }

        throw new CryptographicException("No key pair follows from this secret.");
    }

    /// <summary>The key pair itself.</summary>
    public static ECDsa KeyPair(string accessKey, ReadOnlySpan<byte> secret) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = PrivateKey(accessKey, secret),
    });

    /// <summary>
    /// The signature (in hexadecimal, DER inside) is one of the text under the key pair of that access key.
    /// </summary>
    public static bool Proves(
        ReadOnlySpan<char> signature, string accessKey, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> text)
    {
        var bytes = new byte[signature.Length / 2];
        if (Convert.FromHexString(signature, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        using var pair = KeyPair(accessKey, secret);
        return pair.VerifyData(text, bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>A set of regions, in which <c>*</c> stands for any letters, holds the region.</summary>
    public static bool Covers(string? regionSet, string region)
    {
        foreach (var part in regionSet.AsSpan().Split(','))
        {
            if (FileSystemName.MatchesSimpleExpression(
                regionSet.AsSpan()[part].Trim(), region, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }
}
