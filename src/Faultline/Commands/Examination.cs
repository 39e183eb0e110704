using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Faultline.Engines.Postgres;
using Faultline.Engines.Processes;

namespace Faultline.Commands;

/// <summary>Tries what the server and its engines will need. Nothing is left behind.</summary>
internal static class Examination
{
    private const int SyncsTried = 50;

    /// <summary>A sync slower than this makes strict durability the narrowest part of everything.</summary>
    private static readonly TimeSpan SyncSlow = TimeSpan.FromMilliseconds(5);

    public static IEnumerable<Finding> Of(string state) =>
    [
        new(
            ".NET",
            Verdict.Good,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}"),
        Port(),
        LowPorts(),
        Loopback(),
        Folder(state),
        Files(),
        Postgres(),
        Namespaces(),
        .. Processes(),
        Program("nftables", "nft", "namespace mode cannot enforce security groups; install the package nftables"),
        Program("AWS CLI", "aws", "only needed to call by hand; see https://aws.amazon.com/cli/"),
        Program("Node.js", "node", "only needed by ./test; install the packages nodejs and npm"),
    ];

    private static Finding Port()
    {
        const int Number = Settings.PortDefault;
        return PortHolder.Find(Number) is { } holder
            ? new(
                "port 4566",
                Verdict.Less,
                $"held by process {holder.Pid} ({holder.Name})",
                "stop it, or use `up --port`")
            : CanBind(IPAddress.Loopback, Number)
                ? new("port 4566", Verdict.Good, "free")
                : new("port 4566", Verdict.Less, "held by a process of another user", "use `up --port`");
    }

    private static Finding LowPorts() => CanBind(IPAddress.Parse("127.90.80.70"), 81)
        ? new("ports below 1024", Verdict.Good, "may be opened: load balancers and DNS can have their own ports")
        : new(
            "ports below 1024",
            Verdict.Less,
            "may not be opened: load balancers and DNS get ports above",
            "as root: sysctl -w net.ipv4.ip_unprivileged_port_start=0");

    private static Finding Loopback() => CanBind(IPAddress.Parse("127.77.0.1"), 0)
        ? new("addresses 127.x", Verdict.Good, "usable: every instance can have its own")
        : new(
            "addresses 127.x",
            Verdict.Less,
            "only 127.0.0.1 is there: instances cannot have addresses of their own",
            "as root: ip address add 127.0.0.1/8 dev lo");

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Finding Folder(string state)
    {
        var folder = state;
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var path = Path.Combine(folder, $".faultline-doctor-{Environment.ProcessId}");
        try
        {
            var sync = Sync(path);
            var free = new DriveInfo(folder).AvailableFreeSpace / (1L << 30);
            var says = $"{folder}: a sync takes {sync.TotalMilliseconds:0.00} ms, {free} GiB are free";
            return sync > SyncSlow
                ? new(
                    "state folder",
                    Verdict.Less,
                    says,
                    "slow for --durability strict; try a local disk or --durability relaxed")
                : new("state folder", Verdict.Good, says);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new(
                "state folder", Verdict.Broken, refused.Message, "choose a folder that can be written with --state");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The middle one of some writes of 4 KiB, each synced, over bytes that are there already.</summary>
    private static TimeSpan Sync(string path)
    {
        var block = new byte[4096];
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(block);
        file.Flush(flushToDisk: true);
        var took = new TimeSpan[SyncsTried];
        for (var i = 0; i < took.Length; i++)
        {
            var begin = Edge.Clock.GetTimestamp();
            file.Position = 0;
            file.Write(block);
            file.Flush(flushToDisk: true);
            took[i] = Edge.Clock.GetElapsedTime(begin);
        }

        Array.Sort(took);
        return took[took.Length / 2];
    }

    private static string Line(string file, string begin) =>
        File.ReadLines(file).First(line => line.StartsWith(begin, StringComparison.Ordinal));

    private static Finding Files()
    {
        const int Enough = 4096;
        var line = Line("/proc/self/limits", "Max open files");
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return int.TryParse(hard, out var limit) && limit < Enough
            ? new(
                "open files", Verdict.Less, $"at most {limit}: many connections will be refused", $"ulimit -n {Enough}")
            : new("open files", Verdict.Good, $"at most {hard}");
    }

    /// <summary>Databases can be made on this machine.</summary>
    public static bool HasPostgres => InstalledPostgres.Installed(ProgramFolders).Count > 0;

    private static Finding Postgres() => InstalledPostgres.Installed(ProgramFolders) is [var newest, ..]
        ? new("PostgreSQL", Verdict.Good, $"{newest} ({newest.Programs})")
        : new(
            "PostgreSQL",
            Verdict.Less,
            $"none of version {InstalledPostgres.MajorMin} or newer found: no RDS databases",
            "install the package postgresql");

    private static Finding Namespaces()
    {
        const ulong NetAdmin = 1UL << 12;
        const ulong SysAdmin = 1UL << 21;
        var line = Line("/proc/self/status", "CapEff:");
        var capabilities = Convert.ToUInt64(line["CapEff:".Length..].Trim(), 16);
        return (capabilities & (NetAdmin | SysAdmin)) == (NetAdmin | SysAdmin)
            ? new("network namespaces", Verdict.Good, "may be made: instances can have their real addresses")
            : new(
                "network namespaces",
                Verdict.Less,
                "may not be made: instances get loopback addresses instead",
                "run as root, or with CAP_NET_ADMIN and CAP_SYS_ADMIN");
    }

    private static IEnumerable<Finding> Processes()
    {
        var can = Abilities.Find($"doctor {Environment.ProcessId}");
        yield return can.Pidfds
            ? new("pidfds", Verdict.Good, "are there: the end of an instance is seen at once")
            : new(
                "pidfds",
                Verdict.Less,
                "are not there: the end of an instance is seen within 100 ms, by looking at all processes",
                "Linux 5.3 or later has them, where no sandbox forbids pidfd_open");
        yield return Cgroups(can);
    }

    /// <summary>Memory is held by looking at it, so it does not need them.</summary>
    internal static Finding Cgroups(Abilities can)
    {
        const string Memory = "their limits of memory hold all the same";
        return can switch
        {
            { Groups: true, Limits: true } => new(
                "cgroups", Verdict.Good, "may be made: instances have no more processors than their types"),
            { Limits: true } => new(
                "cgroups",
                Verdict.Good,
                "may be made for processors, of version 1: instances have no more of them than their types"),
            { Groups: true } => new(
                "cgroups",
                Verdict.Less,
                $"may be made, but not for processors: instances take as many as are there; {Memory}",
                "run as root, where the controller cpu is there"),
            _ => new(
                "cgroups",
                Verdict.Less,
                $"may not be made: instances take as many processors as are there; {Memory}",
                "run as root, where /sys/fs/cgroup may be written"),
        };
    }

    private static Finding Program(string subject, string name, string mend) => Find(name) is { } path
        ? new(subject, Verdict.Good, path)
        : new(subject, Verdict.Less, "not found", mend);

    private static IEnumerable<string> ProgramFolders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');

    internal static string? Find(string name) => ProgramFolders
        .Append("/usr/sbin").Append("/sbin")
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string? Output(string path, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(path, argument) { RedirectStandardOutput = true })!;
        var line = process.StandardOutput.ReadLine();
        process.WaitForExit();
        return process.ExitCode == 0 ? line : null;
    }
}
