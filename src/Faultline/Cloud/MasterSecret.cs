using System.Security.Cryptography;
using System.Text;
using Faultline.Store;

namespace Faultline.Cloud;

/// <summary>
/// What sessions, parameters and passwords are sealed with: made once, durable before it is used, and for the owner's
/// eyes only. Another one opens nothing of what was sealed, so one that is lost or damaged is never replaced.
/// </summary>
internal static class MasterSecret
{
    private const string FileName = "secret";

    /// <summary>
    /// The SHA-256 of the secret, as <c>sha256sum</c> writes it. Folders that earlier versions made have none yet.
    /// </summary>
    private const string CheckName = "secret.check";
    private const int Bytes = 32;

    /// <summary>The secret of a folder. One that holds nothing yet is given a new one.</summary>
    public static byte[] Of(StateFolder folder)
    {
        var file = Path.Combine(folder.Path, FileName);
        try
        {
            return Read(file) is { } kept ? Checked(kept, file, Read(CheckOf(folder)))
                : HoldsState(folder) ? throw Unusable(file, "is missing, and the folder holds state")
                : Make(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(file, $"cannot be used ({failure.Message.TrimEnd('.')})", failure);
        }
    }

    /// <summary>Writes what tells of damage beside the secret, once all else was found to be well.</summary>
    public static void Mark(StateFolder folder, byte[] secret)
    {
        if (!File.Exists(CheckOf(folder)))
        {
            PrivateFile.Write(CheckOf(folder), Digest(secret));
        }
    }

    private static string CheckOf(StateFolder folder) => Path.Combine(folder.Path, CheckName);

    private static byte[]? Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static byte[] Checked(byte[] kept, string file, byte[]? check) =>
        kept.Length != Bytes ? throw Unusable(file, $"is damaged: it has {kept.Length} bytes, not {Bytes}")
        : check?.AsSpan().SequenceEqual(Digest(kept)) == false
            ? throw Unusable(file, $"is damaged, or {CheckName} beside it is: they do not fit")
        : kept;

    /// <summary>A secret was here before, or something that may be sealed with it is.</summary>
    private static bool HoldsState(StateFolder folder) =>
        File.Exists(CheckOf(folder)) || folder.Bytes > 0
        || (Directory.Exists(folder.WorldPath) && Directory.EnumerateFileSystemEntries(folder.WorldPath).Any());

    private static byte[] Make(string file)
    {
        var made = RandomNumberGenerator.GetBytes(Bytes);
        PrivateFile.Write(file, made);
        return made;
    }

    private static byte[] Digest(byte[] secret) =>
        Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(secret))}  {FileName}\n");

    private static StateUnusable Unusable(string file, string why, Exception? inner = null) => new(
        $"The master secret {file} {why}. Nothing that was sealed can be opened without it: put it back from a copy, "
        + "or start with another state folder.",
        inner);
}
