using System.Net;
using Faultline.Kernel;
using Faultline.Services.Ec2;

namespace Faultline.Drills.Simulated;

/// <summary>
/// The programs of all instances: at the addresses of each that runs an actor answers, and goes with its processes.
/// </summary>
internal sealed class Troupe
{
    private readonly SimulatedCloud cloud;
    private readonly Node machine;
    private readonly SortedDictionary<string, List<Actor>> actors = new(StringComparer.Ordinal);
    private readonly Script script;
    private bool isLooking;
    private bool isTold;

    public Troupe(SimulatedCloud cloud, Node machine)
    {
        (this.cloud, this.machine) = (cloud, machine);
        script = new(cloud);
    }

    /// <summary>Processes have come or gone.</summary>
    public async void Look()
    {
        isTold = true;
        if (isLooking)
        {
            return;
        }

        isLooking = true;
        while (isTold)
        {
            isTold = false;
            await Settle();
        }

        isLooking = false;
    }

    private async Task Settle()
    {
        var running = (await cloud.Machines()).Where(each => each is { Root: not null, Address: not null })
            .ToDictionary(each => $"{each.Id} {each.Root}", StringComparer.Ordinal);
        foreach (var gone in actors.Keys.Where(key => !running.ContainsKey(key)).ToList())
        {
            actors.Remove(gone, out var ended);
            ended!.ForEach(actor => actor.Dispose());
        }

        var ports = running.Keys.All(actors.ContainsKey) ? [] : await cloud.TargetPorts();
        foreach (var (key, instance) in running.Where(each => !actors.ContainsKey(each.Key)))
        {
            actors.Add(key, [.. ports.Select(port => Enter(instance, port))]);
        }
    }

    private Actor Enter(RunningInstance instance, int port) => new(
        cloud.Transport,
        machine,
        instance,
        new(IPAddress.Parse(instance.Address!), port),
        script,
        () => instance.Tree is { } tree && cloud.IsPaused(tree));
}
