using System.Net;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Engines.Processes;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Store;

namespace Faultline.Bench;

/// <summary>Clusters of real PostgreSQL servers in a folder that is gone afterwards, without an API above.</summary>
internal sealed class Databases : IAsyncDisposable
{
    public const string Admin = "rdsadmin";
    public const string Password = "a secret of the benchmark";

    private static readonly Atlas atlas = Atlas.Draw(new() { HostsInZone = 2, RacksInZone = 1 });
    private static int addresses;

    private readonly string folder;
    private readonly Board board = new();
    private readonly Ways ways;
    private readonly FolderBackups backups;

    private Databases(ProcessTrees trees, InstalledPostgres servers, FolderBackups backups, string folder, Node node)
    {
        (Trees, Servers, this.backups, this.folder) = (trees, servers, backups, folder);
        ways = new(atlas, board, Distances.None);
        Clusters = new("us-east-1", node, ways, board, new Sockets(), servers, backups,
            new DiskRecords(new FileDisk(Path.Combine(folder, "records"))), ClusterTimes.Fast);
    }

    public ProcessTrees Trees { get; }

    public InstalledPostgres Servers { get; }

    public Clusters Clusters { get; }

    public static async Task<Databases> Open()
    {
        var folder = Directory.CreateTempSubdirectory("faultline-bench-").FullName;
        var node = new Node("bench", TimeProvider.System, Dice.Unforeseen());
        var trees = new ProcessTrees(node, Path.Combine(folder, "processes"), $"bench {folder}");
        var servers = await InstalledPostgres.Open(
            node, trees, new(Path.Combine(folder, "postgres")) { Elsewhere = folder + ".elsewhere" });
        return new(trees, servers, await FolderBackups.Open(node, servers), folder, node);
    }

    public static IPEndPoint Place() => new(new IPAddress([127, 79, 1, (byte)++addresses]), 5432);

    public async Task<ClusterConfig> Make(string name, int members)
    {
        var config = new ClusterConfig(name, Servers.Versions[0].Major, new ClusterSeed.Empty())
        {
            Members = [.. Enumerable.Range(1, members).Select(zone =>
                new MemberConfig($"{name}-{zone}", Domain($"use1-az{zone}-h1"), Place()))],
            Synchronous = members > 1 ? 1 : 0,
            Endpoint = new(Place(), Domain("us-east-1")),
            Admin = new(Admin, Password),
        };
        await Clusters.Apply(config, default);
        await UntilReady(name);
        return config;
    }

    public Task UntilReady(string name) => Until(() => Clusters.Find(name) is { Phase: ClusterPhase.Available } view
        && view.Members.All(member => member.IsInSync || member.Key == view.Writer));

    public static async Task Until(Func<bool> so)
    {
        while (!so())
        {
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var view in Clusters.All)
        {
            await Clusters.Remove(view.Name, default);
        }

        await Clusters.DisposeAsync();
        foreach (var server in Servers.All)
        {
            await Servers.Delete(server.Key, default);
        }

        await backups.DisposeAsync();
        await Servers.DisposeAsync();
        await Trees.DisposeAsync();
        ways.Dispose();
        Directory.Delete(folder, recursive: true);
        if (Directory.Exists(folder + ".elsewhere"))
        {
            Directory.Delete(folder + ".elsewhere", recursive: true);
        }
    }

    private static Domain Domain(string name) =>
        atlas.TryFind(name, out var place) ? place : throw new ArgumentException($"There is no {name}.");
}
