using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Logs;
using Faultline.Engines.Folders;
using Faultline.Engines.Processes;
using Faultline.Engines.Volumes;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.Ec2;
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

    private RegionEngines(ProcessTrees processes, FolderVolumes volumes, Ec2Engines engines, Balancers balancers) =>
        (this.processes, this.volumes, this.balancers, Ec2) = (processes, volumes, balancers, engines);

    public Ec2Engines Ec2 { get; }

    /// <summary>What carries the traffic of balancers.</summary>
    public IBalancers Balancers => balancers;

    /// <summary>Null where machines cannot run: they need Linux.</summary>
    public static RegionEngines? Open(string region, Node node, StateFolder folder, Ways ways)
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
        return new(processes, volumes, engines, new(node, ways, sockets, new FolderLogs(folder.LogsPath)));
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
    }

    public async ValueTask DisposeAsync()
    {
        await balancers.DisposeAsync();
        await processes.DisposeAsync();
        await volumes.DisposeAsync();
    }
}
