using System.Security.Cryptography;

namespace Faultline.Cloud;

/// <summary>
/// What sessions are sealed with: made once, durable before it is used, and for the owner's eyes only.
/// </summary>
internal static class MasterSecret
{
    private const string FileName = "secret";
    private const int Bytes = 32;

    public static byte[] Of(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file) && File.ReadAllBytes(file) is { Length: Bytes } kept)
        {
            return kept;
        }

        var made = RandomNumberGenerator.GetBytes(Bytes);
        PrivateFile.Write(file, made);
        return made;
    }
}
