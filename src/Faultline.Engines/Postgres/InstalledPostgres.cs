using System.Collections.Immutable;
using Faultline.Engines.Postgres.Archives;
using Faultline.Engines.Postgres.Programs;
using Faultline.Engines.Postgres.Servers;
using Faultline.Engines.Processes;
using Faultline.Engines.Volumes;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres;

/// <summary>
/// Servers of the PostgreSQL that is installed on this machine. They are process trees, so they outlive us; whoever is
/// opened over the same folder finds them. Linux only.
/// </summary>
public sealed partial class InstalledPostgres : IPostgres, IAsyncDisposable
{
    private const string TreePrefix = "postgres/";
    private const string Made = ".made-";
    private const string Gone = ".gone-";
    private const int ThreadsMax = 4;

    private readonly Node node;
    private readonly IProcesses processes;
    private readonly Workers workers;
    private readonly ServerUser? user;
    private readonly Ground ground;
    private readonly Tools tools;
    private readonly Templates templates;
    private readonly string root;
    private long number;
    private ImmutableSortedDictionary<string, Server> servers =
        ImmutableSortedDictionary.Create<string, Server>(StringComparer.Ordinal);

    private InstalledPostgres(Node node, IProcesses processes, PostgresOptions options)
    {
        (this.node, this.processes) = (node, processes);
        workers = new($"postgres of {node.Name}", ThreadsMax);
        user = ServerUser.Find();
        Versions = Installations.Find(options.Path);
        Lacks = Versions.Count == 0
                ? $"No PostgreSQL of version {MajorMin} or newer is installed: apt-get install postgresql, or "
                    + "dnf install postgresql-server."
            : !Unix.IsRoot || (user is not null && ServerUser.Changer is not null) ? null
            : "PostgreSQL does not run as root: a user postgres and setpriv (apt-get install util-linux) are needed.";
        ground = Ground.Open(options.Folder, user, options.Elsewhere);
        root = ground.Make("servers");
        Archives = new(node, ground, user);
        tools = new(processes, user, ground.Make("output"));
        templates = new(tools, workers, user, ground.Make("templates"));
    }

    /// <summary>Older versions are passed over.</summary>
    public static int MajorMin => Installations.Oldest;

    public IReadOnlyList<PostgresVersion> Versions { get; }

    public string? Lacks { get; }

    public IReadOnlyList<ServerView> All => [.. Volatile.Read(ref servers).Values.Select(ViewOf)];

    internal ArchiveFolders Archives { get; }

    internal Tools Tools => tools;

    internal Workers Workers => workers;

    internal Ground Ground => ground;

    /// <summary>Finds the servers of before, running or not, and removes what was half made or half gone.</summary>
    public static async ValueTask<InstalledPostgres> Open(Node node, IProcesses processes, PostgresOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Servers of PostgreSQL are for Linux only.");
        }

        var postgres = new InstalledPostgres(node, processes, options);
        await postgres.Settle();
        return postgres;
    }

    /// <summary>
    /// The versions that servers can be made of on this machine, newest first: those where distributions put them, and
    /// in folders of programs.
    /// </summary>
    public static IReadOnlyList<PostgresVersion> Installed(IEnumerable<string> path) => Installations.Find(path);

    public ServerView? Find(string key) =>
        Volatile.Read(ref servers).GetValueOrDefault(key) is { } server ? ViewOf(server) : null;

    public IDisposable OnChange(Action hear) => processes.OnChange(hear);

    /// <summary>Lets go of the servers; they run on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers.Values)
        {
            await server.DisposeAsync();
        }

        await workers.Close();
        ground.Leave();
    }

    internal Server Of(string key) => Volatile.Read(ref servers).GetValueOrDefault(key)
        ?? throw new InvariantBroken($"There is no PostgreSQL server {key} here.");

    internal string Program(int major, string name) => Path.Combine(
        Versions.FirstOrDefault(version => version.Major == major)?.Programs
            ?? throw new PostgresFailed(Lacks ?? $"PostgreSQL {major} is not installed here."),
        name);

    internal static string TreeOf(string key) => TreePrefix + Uri.EscapeDataString(key);

    internal static string TreeOf(string key, string tool) => $"{TreeOf(key)}/{tool}";

    /// <summary>Work that waits for the disk.</summary>
    internal async ValueTask Disk(Action work) => await workers.Run(() =>
    {
        work();
        return true;
    });

    private async ValueTask Settle()
    {
        foreach (var folder in Directory.GetDirectories(root))
        {
            var name = Path.GetFileName(folder);
            if (name[0] == '.')
            {
                await Remnants.Kill(node, Path.Combine(folder, "data"));
                Remnants.RemoveShared(Path.Combine(folder, "data"));
                Written.Remove(folder);
            }
            else if (ServerRecord.Read(new ServerFolder(folder).Record) is { } record)
            {
                var key = FileName.Back(name);
                servers = servers.Add(key, new(key, new(folder), record));
            }
        }

        foreach (var tree in processes.All.Where(tree => tree.Key.StartsWith(TreePrefix, StringComparison.Ordinal)))
        {
            // Tools that a killed server of ours left, and servers whose folder is gone or that are not to run.
            if (servers.Values.FirstOrDefault(server => TreeOf(server.Key) == tree.Key) is not { IsFenced: false })
            {
                await tools.End(tree.Key);
            }
        }
    }

    private ServerView ViewOf(Server server)
    {
        var tree = processes.Find(TreeOf(server.Key));
        return new(
            server.Key,
            server.Record.Major,
            tree?.State switch
            {
                TreeState.Running => ServerProcess.Running,
                TreeState.Paused => ServerProcess.Paused,
                _ => ServerProcess.None,
            },
            server.IsFenced)
        {
            Tree = tree is { State: not TreeState.Ended } ? tree.Key : null,
            Pid = tree?.Root,
            Why = tree?.Ending,
        };
    }

    /// <summary>A folder beside the servers' that becomes one of them, or was one.</summary>
    private ServerFolder Aside(string why, string key) =>
        new(Path.Combine(root, $"{why}{Interlocked.Increment(ref number)}-{FileName.Of(key)}"));

    private ServerFolder FolderOf(string key) => new(Path.Combine(root, FileName.Of(key)));
}
