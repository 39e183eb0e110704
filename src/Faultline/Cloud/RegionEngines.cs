using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Logs;
using Faultline.Engines.Folders;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Engines.Processes;
using Faultline.Engines.Volumes;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.Ec2;
using Faultline.Services.Rds;
using Faultline.Store;

namespace Faultline.Cloud;

/// <summary>
/// What the machines of one region run on. They survive a server that is killed; one that goes down ends them, as
/// a power cut does, and the next one boots them again.
/// </summary>
internal sealed class RegionEngines : IAsyncDisposable
{
    private readonly ProcessTrees processes;
    private readonly FolderVolumes volumes;
    private readonly Balancers balancers;
    private readonly DatabaseEngines databases;

    private RegionEngines(
        ProcessTrees processes,
        FolderVolumes volumes,
        Ec2Engines engines,
        Balancers balancers,
        DatabaseEngines databases)
    {
        (this.processes, this.volumes, this.balancers, Ec2) = (processes, volumes, balancers, engines);
        this.databases = databases;
    }

    public Ec2Engines Ec2 { get; }

    /// <summary>What databases are made of.</summary>
    public RdsEngines Rds => databases.Rds;

    /// <summary>The clusters of databases, for those of other regions that follow them.</summary>
    public Clusters? Clusters => databases.Clusters;

    /// <summary>What carries the traffic of balancers.</summary>
    public IBalancers Balancers => balancers;

    /// <summary>Null where machines cannot run: they need Linux.</summary>
    public static async ValueTask<RegionEngines?> Open(
        string region,
        Node node,
        StateFolder folder,
        IReadOnlyList<string> programs,
        Ways ways,
        Surroundings around,
        Func<ServerTls> tls,
        Func<string, Clusters?> elsewhere)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var path = folder.MachinesOf(region);
        var processes = new ProcessTrees(node, Path.Combine(path, "processes"), $"{folder.Path}:{region}");
        var volumes = FolderVolumes.Open(node, Path.Combine(path, "volumes"));
        var sockets = new Sockets();
        var engines = new Ec2Engines(
            processes, new MachineFolders(Path.Combine(path, "instances")), volumes, sockets, ways);
        var databases = await DatabaseEngines.Open(
            region, node, path, $"{folder.Path}:{region}:databases", programs, ways, sockets, around, tls, elsewhere);
        return new(
            processes, volumes, engines, new(node, ways, sockets, new FolderLogs(folder.LogsPath)), databases);
    }

    /// <summary>What a process has in its environment that belongs to a tree.</summary>
    public (string Name, string Value) MarkOf(string tree) => processes.MarkOf(tree);

    /// <summary>Ends all that runs.</summary>
    public async ValueTask PowerOff()
    {
        await processes.KillAll();
        foreach (var tree in processes.All)
        {
            processes.Forget(tree.Key);
        }

        await databases.PowerOff();
    }

    /// <summary>Nothing of databases is there any more.</summary>
    public ValueTask Forget() => databases.Forget();

    public async ValueTask DisposeAsync()
    {
        await balancers.DisposeAsync();
        await databases.DisposeAsync();
        await processes.DisposeAsync();
        await volumes.DisposeAsync();
    }
}
