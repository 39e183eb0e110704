using System.Text;

namespace Faultline.Whole.Instances;

/// <summary>The processes of this machine that bear the mark of a server's instances, whoever started them.</summary>
internal static class Trees
{
    /// <summary>The ids of the processes of any instance over a state folder, or of one.</summary>
    public static List<int> Of(string state, string? instance = null)
    {
        var mark = $"FAULTLINE_TREE={Uri.EscapeDataString($"{state}:")}";
        var own = instance is null ? "" : $"FAULTLINE_INSTANCE={instance}";
        return
        [
            .. Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
                .Where(id => id > 0 && Read($"/proc/{id}/environ") is var words
                    && words.Contains(mark, StringComparison.Ordinal) && words.Contains(own, StringComparison.Ordinal))
                .Order(),
        ];
    }

    /// <summary>What it was started as, with spaces between; empty once it has ended.</summary>
    public static string Line(int id) => Read($"/proc/{id}/cmdline").TrimEnd('\0').Replace('\0', ' ');

    /// <summary>It was told to stand still, and does.</summary>
    public static bool IsStopped(int id) =>
        Read($"/proc/{id}/stat") is var stat
        && stat[(stat.LastIndexOf(')') + 1)..].StartsWith(" T", StringComparison.Ordinal);

    /// <summary>The names of its threads; one that ended while they were asked for has none.</summary>
    public static List<string> Threads(int id) =>
        [.. Directory.EnumerateDirectories($"/proc/{id}/task").Select(task => Read($"{task}/comm").TrimEnd('\n'))];

    public static bool Runs(int id) => Line(id).Length > 0;

    /// <summary>Ends what a server that was killed has left running, to the last one.</summary>
    public static void End(string state)
    {
        for (var left = Of(state); left.Count > 0; left = Of(state))
        {
            // Who forks meanwhile is found by the next look.
            left.ForEach(Kill);
        }
    }

    public static void Kill(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Empty for what is gone, and for what has ended and was not buried by its parent.</summary>
    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
