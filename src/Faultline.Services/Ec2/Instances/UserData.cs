using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// What an instance is told to do at its first boot: a script, a cloud-config, or several of both, as base64 and
/// perhaps compressed ("Run commands on your EC2 instance at launch" in the EC2 user guide).
/// </summary>
internal sealed record UserData(string Script)
{
    /// <summary>"User data is limited to 16 KB, in raw form, before it is base64-encoded" (EC2 user guide).</summary>
    private const int BytesMax = 16 * 1024;

    /// <summary>What compressed user data may come to.</summary>
    private const int InflatedMax = 1024 * 1024;

    /// <summary>What follows compressed user data: whatever was cut off takes it for its missing rest.</summary>
    private static readonly byte[] mark = Zip([0xFF]);

    /// <summary>Refuses what cannot be carried out, before anything is launched.</summary>
    public static void Check(string? base64)
    {
        if (base64 is null)
        {
            return;
        }

        if (!Base64.IsValid(base64))
        {
            throw Refusal.Value("Invalid BASE64 encoding of user data.");
        }

        if (Convert.FromBase64String(base64).Length > BytesMax)
        {
            throw Refusal.Value($"User data is limited to {BytesMax} bytes");
        }

        Read(base64);
    }

    public static UserData Read(string base64) =>
        new(UserParts.Script(Text(Convert.FromBase64String(base64)), Text));

    private static string Text(byte[] bytes)
    {
        if (bytes is not [0x1F, 0x8B, ..])
        {
            return Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        }

        try
        {
            using var inflated = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream([.. bytes, .. mark]), CompressionMode.Decompress);
            var buffer = new byte[4096];
            for (var read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
            {
                inflated.Write(buffer, 0, read);
                if (inflated.Length > InflatedMax + 1)
                {
                    throw Refusal.Value($"User data is limited to {InflatedMax} bytes once it is decompressed");
                }
            }

            // The stream ends without a word where its data does; only then the mark is not there.
            return inflated.ToArray() is [.. var all, 0xFF]
                ? Encoding.UTF8.GetString(all).ReplaceLineEndings("\n")
                : throw new InvalidDataException();
        }
        catch (InvalidDataException)
        {
            throw Refusal.Value("The compressed user data cannot be read.");
        }
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
