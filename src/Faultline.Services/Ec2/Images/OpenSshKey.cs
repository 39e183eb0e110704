using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.Services.Ec2.Images;

/// <summary>Private keys in OpenSSH's form without a passphrase (PROTOCOL.key in OpenSSH's sources).</summary>
internal static class OpenSshKey
{
    private const int Block = 8;
    private const int Columns = 70;

    public static string Write(string type, byte[] publicBlob, byte[] seed, byte[] point, string comment)
    {
        // The same number twice: it shows whoever decrypts such a key that the passphrase was right.
        var check = RandomNumberGenerator.GetBytes(sizeof(uint));
        var inner = new List<byte>(
        [
            .. check, .. check,
            .. KeyMaterial.Join(
                Encoding.ASCII.GetBytes(type), point, [.. seed, .. point], Encoding.UTF8.GetBytes(comment)),
        ]);
        for (byte pad = 1; inner.Count % Block != 0; pad++)
        {
            inner.Add(pad);
        }

        var none = Encoding.ASCII.GetBytes("none");
        var keys = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(keys, 1);
        byte[] whole =
        [
            .. "openssh-key-v1\0"u8, .. KeyMaterial.Join(none, none, []), .. keys,
            .. KeyMaterial.Join(publicBlob, [.. inner]),
        ];
        var lines = Convert.ToBase64String(whole).Chunk(Columns).Select(line => new string(line));
        return $"-----BEGIN OPENSSH PRIVATE KEY-----\n{string.Join('\n', lines)}\n-----END OPENSSH PRIVATE KEY-----\n";
    }
}
