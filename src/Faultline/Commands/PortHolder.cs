using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Commands;

/// <summary>Finds who listens on a port, from what the kernel shows under /proc.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";

    /// <summary>Refuses before anything is touched where an address cannot be listened on.</summary>
    public static void CheckFree(Settings settings)
    {
        foreach (var at in settings.Listen)
        {
            using var probe = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(at);
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw Refusal(settings);
            }
            catch (SocketException refused)
            {
                throw new Refused(CommandLine.Failed, $"cannot listen at {at}: {refused.Message}.");
            }
        }
    }

    public static Refused Refusal(Settings settings)
    {
        var port = settings.Port;
        var holder = settings.Listen.Select(at => Find(at.Port)).FirstOrDefault(found => found is not null);
        var who = holder is { } found
            ? $"process {found.Pid} ({found.Name}) holds it"
            : "a process of another user may hold it";
        return new(
            CommandLine.Failed,
            $"port {port} is in use: {who}. Stop that one, or choose another port with --port.");
    }

    public static (int Pid, string Name)? Find(int port)
    {
        var sockets = Sockets("/proc/net/tcp", port).Concat(Sockets("/proc/net/tcp6", port)).ToHashSet();
        if (sockets.Count == 0)
        {
            return null;
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && Holds(folder, sockets))
            {
                return (pid, Name(folder));
            }
        }

        return null;
    }

    private static IEnumerable<string> Sockets(string table, int port)
    {
        if (!File.Exists(table))
        {
            yield break;
        }

        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith(suffix, StringComparison.Ordinal))
            {
                yield return $"socket:[{fields[9]}]";
            }
        }
    }

    private static bool Holds(string folder, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(folder, "fd"))
                .Select(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name)
                .Any(name => name is not null && sockets.Contains(name));
        }
        catch (Exception gone) when (gone is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static string Name(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "comm")).Trim();
        }
        catch (IOException)
        {
            return "ended by now";
        }
    }
}
