using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Faultline.Api.Ec2;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Images;

/// <summary>
/// A public key as instances and callers know it: its type, its line in OpenSSH's form, and its fingerprint as AWS
/// takes it ("Verify the fingerprint of your key pair" in the EC2 user guide).
/// </summary>
internal sealed record KeyMaterial(string Type, string Line, string Fingerprint)
{
    private const string SshRsa = "ssh-rsa";
    private const string SshEd25519 = "ssh-ed25519";
    private const int Ed25519Bytes = 32;

    /// <summary>A new key of RSA, and its private half, which is kept nowhere.</summary>
    /// <remarks>A key comes from the system's own chance: no seed may ever bring it again.</remarks>
    public static (KeyMaterial Public, string Private) MakeRsa(string name)
    {
        using var rsa = RSA.Create(2048);
        var blob = Blob(rsa.ExportParameters(includePrivateParameters: false));
        return (
            new(KeyType.Rsa, $"{SshRsa} {Convert.ToBase64String(blob)} {name}", Sha1(rsa.ExportPkcs8PrivateKey())),
            rsa.ExportRSAPrivateKeyPem());
    }

    /// <summary>A new key of Ed25519, with its private half in OpenSSH's own form.</summary>
    public static (KeyMaterial Public, string Private) MakeEd25519(string name)
    {
        var seed = RandomNumberGenerator.GetBytes(Ed25519Bytes);
        var point = Ed25519.PublicOf(seed);
        var blob = Join(Encoding.ASCII.GetBytes(SshEd25519), point);
        return (
            new(KeyType.Ed25519, $"{SshEd25519} {Convert.ToBase64String(blob)} {name}", Sha256(blob)),
            OpenSshKey.Write(SshEd25519, blob, seed, point, name));
    }

    /// <summary>A key that somebody brings: a line in OpenSSH's form, or the file of RFC 4716.</summary>
    public static KeyMaterial Read(byte[] material, string name)
    {
        var blob = BlobOf(Encoding.UTF8.GetString(material)) ?? throw Malformed();
        try
        {
            return Field(blob, 0) is var (type, next) && Encoding.ASCII.GetString(type) is var kind
                && kind == SshRsa ? Rsa(blob, next, name)
                : kind == SshEd25519 && Field(blob, next).Value.Length == Ed25519Bytes
                    ? new(KeyType.Ed25519, $"{SshEd25519} {Convert.ToBase64String(blob)} {name}", Sha256(blob))
                    : throw Malformed();
        }
        catch (Exception broken) when (broken is ArgumentOutOfRangeException or CryptographicException)
        {
            throw Malformed();
        }
    }

    private static KeyMaterial Rsa(byte[] blob, int at, string name)
    {
        var (exponent, after) = Field(blob, at);
        var (modulus, _) = Field(blob, after);
        using var rsa = RSA.Create(new RSAParameters
        {
            Exponent = exponent.AsSpan().TrimStart((byte)0).ToArray(),
            Modulus = modulus.AsSpan().TrimStart((byte)0).ToArray(),
        });
        return rsa.KeySize is 1024 or 2048 or 4096
            ? new(
                KeyType.Rsa, $"{SshRsa} {Convert.ToBase64String(blob)} {name}", Md5(rsa.ExportSubjectPublicKeyInfo()))
            : throw Malformed();
    }

    /// <summary>The bytes that stand in either form of a public key; null if it has neither.</summary>
    private static byte[]? BlobOf(string text)
    {
        var lines = text.Trim().Split('\n', StringSplitOptions.TrimEntries);
        var base64 = lines[0].StartsWith("---- BEGIN SSH2 PUBLIC KEY", StringComparison.Ordinal)
            ? string.Concat(lines[1..].Where(
                line => !line.Contains(':') && !line.StartsWith("----", StringComparison.Ordinal)))
            : lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [SshRsa or SshEd25519, var middle, ..]
                ? middle
                : lines[0];
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? bytes[..count] : null;
    }

    private static (byte[] Value, int Next) Field(byte[] blob, int at)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(blob.AsSpan(at, sizeof(int)));
        return (blob.AsSpan(at + sizeof(int), length).ToArray(), at + sizeof(int) + length);
    }

    private static byte[] Blob(RSAParameters key) =>
        Join(Encoding.ASCII.GetBytes(SshRsa), key.Exponent!, [0, .. key.Modulus!]);

    /// <summary>Fields one after the other, each behind its length, as in all of SSH.</summary>
    internal static byte[] Join(params ReadOnlySpan<byte[]> fields)
    {
        var bytes = new List<byte>();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var field in fields)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            bytes.AddRange(length);
            bytes.AddRange(field);
        }

        return [.. bytes];
    }

    private static AwsError Malformed() =>
        new("InvalidKey.Format", 400, "Key is not in valid OpenSSH public key format");

    [SuppressMessage("Security", "CA5350", Justification = "A fingerprint that AWS defines so.")]
    private static string Sha1(byte[] bytes) => Colons(SHA1.HashData(bytes));

    [SuppressMessage("Security", "CA5351", Justification = "A fingerprint that AWS defines so.")]
    private static string Md5(byte[] bytes) => Colons(MD5.HashData(bytes));

    private static string Sha256(byte[] bytes) => Convert.ToBase64String(SHA256.HashData(bytes));

    private static string Colons(byte[] bytes) => string.Join(':', bytes.Select(each => $"{each:x2}"));
}
