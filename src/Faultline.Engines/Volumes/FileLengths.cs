using System.IO.Enumeration;

namespace Faultline.Engines.Volumes;

/// <summary>Adds up how long the files below a folder are, without opening one.</summary>
internal static class FileLengths
{
    /// <summary>Of so many it takes some tens of milliseconds; more are not looked at.</summary>
    private const int FilesMax = 20_000;

    private static readonly EnumerationOptions everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = true,
        RecurseSubdirectories = true,
    };

    /// <summary>Null where there are too many, or they went while it looked.</summary>
    public static long? Sum(string folder, CancellationToken ct)
    {
        var (sum, count) = (0L, 0);
        var files = new FileSystemEnumerable<long>(
            folder,
            static (ref FileSystemEntry entry) =>
                entry.IsDirectory || entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? 0 : entry.Length,
            everything)
        {
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        try
        {
            foreach (var length in files)
            {
                ct.ThrowIfCancellationRequested();
                sum += length;
                if (++count > FilesMax)
                {
                    return null;
                }
            }

            return sum;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
