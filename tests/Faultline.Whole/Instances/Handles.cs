namespace Faultline.Whole.Instances;

/// <summary>The open files of a process, as its folder in /proc shows them.</summary>
internal static class Handles
{
    /// <summary>
    /// How many there are of each kind. Left out are journals, which grow by segments, and code that is loaded late.
    /// </summary>
    public static SortedDictionary<string, int> Of(int process)
    {
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var target in Targets(process).Where(path => Path.GetExtension(path) is not (".journal" or ".dll")))
        {
            // socket:[123], pipe:[4], anon_inode:[eventpoll]: the number is of no interest, a path is.
            var kind = target.StartsWith('/') || target.StartsWith("anon", StringComparison.Ordinal)
                ? target
                : target.Split(':')[0];
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }

        return kinds;
    }

    /// <summary>The addresses at which it listens, as the kernel writes them.</summary>
    public static List<string> Listeners(int process)
    {
        var own = Targets(process).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. File.ReadLines("/proc/net/tcp").Skip(1)
                .Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(row => row[3] == "0A" && own.Contains($"socket:[{row[9]}]"))
                .Select(row => row[1])
                .Order(StringComparer.Ordinal),
        ];
    }

    private static List<string> Targets(int process) =>
    [
        .. Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
            .Select(entry => new FileInfo(entry).LinkTarget)
            .OfType<string>(),
    ];
}
