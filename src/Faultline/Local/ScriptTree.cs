using System.ComponentModel;
using System.Diagnostics;

namespace Faultline.Local;

/// <summary>
/// A script with all that it starts. Whoever has lost his parent on the way is known by the mark in his environment.
/// </summary>
internal sealed class ScriptTree(string mark)
{
    private const string Variable = "FAULTLINE_SCRIPT";
    private const int LooksMax = 100;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    public ProcessStartInfo Of(ProcessStartInfo command)
    {
        command.Environment[Variable] = mark;
        return command;
    }

    /// <summary>Kills them all, and looks again until none has got away.</summary>
    public async Task End(Process root)
    {
        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (AggregateException)
        {
            // Some of them are another user's, by sudo: they are not ours to end.
        }

        for (var look = 0; look < LooksMax && Marked() is { Count: > 0 } left; look++)
        {
            left.ForEach(Kill);
            await Task.Delay(LookAgain, Edge.Clock, CancellationToken.None);
        }
    }

    private List<int> Marked()
    {
        var entry = $"{Variable}={mark}\0";
        var found = new List<int>();
        foreach (var folder in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && Environ(folder).Contains(entry))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    /// <summary>Empty for what has ended or is another user's.</summary>
    private static string Environ(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }
}
