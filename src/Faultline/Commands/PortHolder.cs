using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Commands;

/// <summary>Finds who listens on a port, from what the kernel shows under /proc.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";
    private const int PortsTriedMax = 100;

    /// <summary>Refuses before anything is touched where an address cannot be listened on.</summary>
    public static void CheckFree(Settings settings)
    {
        if (settings.Listen.Any(at => Bind(at) is null))
        {
            throw Refusal(settings);
        }
    }

    /// <summary>Port 0 becomes one port that is free at every address.</summary>
    public static IReadOnlyList<IPEndPoint> WithFreePort(IReadOnlyList<IPEndPoint> listen)
    {
        if (listen[0].Port != 0)
        {
            return listen;
        }

        for (var tried = 0; tried < PortsTriedMax; tried++)
        {
            var port = Bind(listen[0]) ?? 0;
            if (port > 0 && listen.Skip(1).All(at => Bind(new(at.Address, port)) is not null))
            {
                return [.. listen.Select(at => new IPEndPoint(at.Address, port))];
            }
        }

        throw new Refused(CommandLine.Failed, "no port is free at all addresses; choose one with --port.");
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

    /// <summary>
    /// The addresses by which whoever listens on a port of this machine can be reached. The usual one comes first, and
    /// is among them whatever the kernel shows: a port may lead into a container.
    /// </summary>
    public static IEnumerable<IPAddress> Addresses(int port) =>
        Listeners(port).Select(each => Reaches(each.At)).Prepend(IPAddress.Loopback).Distinct();

    /// <summary>Where the own programs of this machine call the port: by the usual name unless that leads elsewhere.
    /// </summary>
    public static string Endpoint(int port)
    {
        var reached = Listeners(port).Select(each => Reaches(each.At)).ToList();
        return reached.Count == 0 || reached.Contains(IPAddress.Loopback)
            ? $"http://localhost:{port}"
            : $"http://{new IPEndPoint(reached[0], port)}";
    }

    public static (int Pid, string Name)? Find(int port)
    {
        var sockets = Listeners(port).Select(each => each.Socket).ToHashSet();
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

    /// <summary>The port at which it can be listened; null where somebody else does.</summary>
    private static int? Bind(IPEndPoint at)
    {
        using var probe = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (at.Address.Equals(IPAddress.IPv6Any))
            {
                probe.DualMode = true; // As the server will listen.
            }

            probe.Bind(at);
            return ((IPEndPoint)probe.LocalEndPoint!).Port;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return null;
        }
        catch (SocketException refused)
        {
            var where = at.Port == 0 ? $"{at.Address}" : $"{at}";
            throw new Refused(
                CommandLine.Failed,
                $"cannot listen at {where}: {refused.Message}. "
                + "Choose another address with --bind, or port with --port.");
        }
    }

    private static IEnumerable<(IPAddress At, string Socket)> Listeners(int port) =>
        Listeners("/proc/net/tcp", port).Concat(Listeners("/proc/net/tcp6", port));

    private static IEnumerable<(IPAddress At, string Socket)> Listeners(string table, int port)
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
                yield return (Address(fields[1][..^suffix.Length]), $"socket:[{fields[9]}]");
            }
        }
    }

    /// <summary>The kernel shows an address as numbers of four bytes, each in the order of this machine.</summary>
    private static IPAddress Address(string words) =>
        new([.. words.Chunk(8).SelectMany(word => BitConverter.GetBytes(Convert.ToUInt32(new string(word), 16)))]);

    private static IPAddress Reaches(IPAddress listens) =>
        listens.Equals(IPAddress.Any) || listens.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback
        : listens.IsIPv4MappedToIPv6 ? listens.MapToIPv4()
        : listens;

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
