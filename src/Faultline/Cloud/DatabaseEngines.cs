using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Engines.Processes;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services.Rds;

namespace Faultline.Cloud;

/// <summary>
/// What the databases of one region are made of: PostgreSQL as it is installed, with process trees of its own. A server
/// that is killed leaves them running; one that goes down stops them in order.
/// </summary>
internal sealed class DatabaseEngines : IAsyncDisposable
{
    /// <summary>How long a server has to end in order before it is cut off.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromSeconds(10);

    private readonly ProcessTrees processes;
    private readonly InstalledPostgres postgres;
    private readonly FolderBackups backups;
    private bool isClosed;

    private DatabaseEngines(ProcessTrees processes, InstalledPostgres postgres, FolderBackups backups) =>
        (this.processes, this.postgres, this.backups) = (processes, postgres, backups);

    public required RdsEngines Rds { get; init; }

    /// <summary>Those that the service was given, for other regions; null before that.</summary>
    public Clusters? Clusters { get; private set; }

    public static async ValueTask<DatabaseEngines> Open(
        string region,
        Node node,
        string folder,
        string owner,
        IReadOnlyList<string> programs,
        Ways ways,
        ITransport transport,
        Surroundings around,
        Func<ServerTls> tls,
        Func<string, Clusters?> elsewhere)
    {
        var path = Path.Combine(folder, "databases");
        var processes = new ProcessTrees(node, Path.Combine(path, "processes"), owner);
        var postgres = await InstalledPostgres.Open(node, processes, new(path) { Path = programs });
        var backups = await FolderBackups.Open(node, postgres);
        DatabaseEngines? made = null;
        made = new(processes, postgres, backups)
        {
            Rds = new(postgres, backups, records => made!.Clusters = new(
                region, node, ways, around.Board, transport, postgres, backups, records, Times(around.Timing))
            {
                Elsewhere = elsewhere,
            })
            {
                UsageOf = tree => processes.Find(tree)?.Usage,
                Tls = tls,
            },
        };
        return made;
    }

    /// <summary>Stops all servers in order, so that they find what they had when they start again.</summary>
    public async ValueTask PowerOff()
    {
        if (isClosed)
        {
            return;
        }

        foreach (var server in postgres.All.Where(server => server.Process == ServerProcess.Paused))
        {
            postgres.Resume(server.Key);
        }

        await Task.WhenAll(postgres.All
            .Where(server => server.Process != ServerProcess.None)
            .Select(server => postgres.Stop(server.Key, grace, CancellationToken.None).AsTask()));
        await processes.KillAll();
        foreach (var tree in processes.All)
        {
            processes.Forget(tree.Key);
        }
    }

    /// <summary>Removes all servers, backups and archives, wherever they lie.</summary>
    public async ValueTask Forget()
    {
        foreach (var server in postgres.All)
        {
            await postgres.Delete(server.Key, CancellationToken.None);
        }

        foreach (var backup in backups.All)
        {
            await backups.Delete(backup.Key, CancellationToken.None);
        }

        await backups.DeleteArchives(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        await backups.DisposeAsync();
        await postgres.DisposeAsync();
        await processes.DisposeAsync();
    }

    private static ClusterTimes Times(Timing timing) => timing.Of("rds") == Profile.Aws
        ? new() { Promotion = Steps.RdsFailover.Draw }
        : ClusterTimes.Fast;
}
