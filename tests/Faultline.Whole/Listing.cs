using System.Security.Cryptography;

namespace Faultline.Whole;

/// <summary>All files below a folder with what is in them, to tell whether anything changed.</summary>
internal static class Listing
{
    public static List<string> Of(string folder) => File.Exists(folder)
        ? [Line(folder)]
        : [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(Line)];

    private static string Line(string path)
    {
        if (Directory.Exists(path))
        {
            return path;
        }

        try
        {
            return $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}";
        }
        catch (IOException)
        {
            // The lock of a server that runs: the framework lets nobody else read it.
            return $"{path} {new FileInfo(path).LastWriteTimeUtc:O}";
        }
    }
}
