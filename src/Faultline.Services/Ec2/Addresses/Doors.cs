using System.Collections.Concurrent;
using System.Net;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Addresses;

/// <summary>
/// Keeps a forwarder for each port of each public address behind which an instance listens. What an address leads to
/// is looked up in the state: moving an Elastic IP closes its forwarders, which breaks their connections, and opens
/// others.
/// </summary>
internal sealed class Doors : IAsyncDisposable
{
    private readonly Ec2Book book;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly Ec2Engines engines;
    private readonly int metadataPort;
    private readonly Reconciler reconciler;
    private readonly Border border;
    private readonly ConcurrentDictionary<Door, Forwarder> open = new();
    private IDisposable? listening;

    public Doors(Ec2Book book, Node node, Surroundings around, Ec2Engines engines, Ec2Options options)
    {
        (this.book, this.node, this.around, this.engines) = (book, node, around, engines);
        metadataPort = options.MetadataPort;
        border = new(around);
        reconciler = new(node, Look);
    }

    /// <summary>Which ports are open for an instance, and where they are to be found on this machine.</summary>
    public IEnumerable<(int Port, IPEndPoint At)> Of(string machine) => open
        .Where(each => each.Key.Machine == machine)
        .OrderBy(each => each.Key.Port)
        .Select(each => (each.Key.Port, each.Value.At));

    public void Start()
    {
        listening = engines.Processes.OnChange(Tell);
        reconciler.Start();
    }

    public void Tell() => reconciler.Tell();

    public async ValueTask DisposeAsync()
    {
        listening?.Dispose();
        await reconciler.DisposeAsync();
        foreach (var door in open.Keys.ToList())
        {
            await Close(door);
        }
    }

    private async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        HashSet<Door> wanted;
        DateTimeOffset? again = null;
        using (var held = await book.Take(ct))
        {
            wanted = Wanted(held.State);
            if (open.Values.Any(forwarder => forwarder.Connections > 0))
            {
                again = border.Look(held.State, node.Now);
            }

            await held.Keep();
        }

        foreach (var door in open.Keys.Where(door => !wanted.Contains(door)).ToList())
        {
            await Close(door);
        }

        foreach (var door in wanted.Where(door => !open.ContainsKey(door)))
        {
            open[door] = await Begin(door);
        }

        foreach (var forwarder in open.Values)
        {
            forwarder.Review();
        }

        return again;
    }

    private HashSet<Door> Wanted(Ec2State state)
    {
        var wanted = new HashSet<Door>();
        var trees = MachineTrees.ByMachine(engines.Processes);
        foreach (var own in state.Interfaces.All)
        {
            if (own.Shown is not { Association.PublicIp: { } address, Attachment.InstanceId: { } id }
                || state.Machines.Find(id) is not { } machine || !machine.Is(InstanceStateName.Running))
            {
                continue;
            }

            if (machine.Downfall == Downfall.Fault)
            {
                // Who has lost power does not refuse: its address stays, and answers nothing.
                wanted.UnionWith(open.Keys.Where(door => door.Address == address && door.Machine == id));
                continue;
            }

            var ports = MachineTrees.Of(machine, trees[id]).Current?.Ports ?? [];
            wanted.UnionWith(ports.Where(port => port != metadataPort).Select(port => new Door(
                address, port, id, own.Id)));
        }

        return wanted;
    }

    private async Task<Forwarder> Begin(Door door)
    {
        var address = IPAddress.Parse(door.Address);
        try
        {
            return await Begin(door, new(address, door.Port));
        }
        catch (IOException)
        {
            // The machine keeps low ports for others: one that is free has to do, and whoever asks is told which.
            return await Begin(door, new(address, 0));
        }
    }

    private Task<Forwarder> Begin(Door door, IPEndPoint at) => Forwarder.Start(
        node,
        engines.Ways,
        engines.Transport,
        new(at, around.Atlas.Outside),
        (from, ct) => Find(door, from, ct));

    /// <summary>
    /// Whom a connection is for, if whoever sends it may: what is not let through vanishes. It waits for no disk: who
    /// comes to an instance does not feel what its region's services do.
    /// </summary>
    private async ValueTask<Target?> Find(Door door, IPEndPoint from, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        if (state.Machines.Find(door.Machine) is not { Address: { } address, Host: { } name }
            || state.Hosts.Find(name) is not { } host)
        {
            return null; // It ended just now: the door goes with the next look.
        }

        var again = border.Look(state, node.Now);
        var flow = Border.FlowOf(state, door, from);
        if (again is not null)
        {
            // The connection is to feel what time alone will change.
            reconciler.Tell();
        }

        return border.Admits(flow)
            ? Target.Address(host, engines.Transport, new(IPAddress.Parse(address), door.Port)) with
            {
                Passes = border.Passes(flow),
                Traffic = engines.Ways.TrafficOf(IPAddress.Parse(address)),
            }
            : Target.Void(host);
    }

    private async ValueTask Close(Door door)
    {
        if (open.TryRemove(door, out var forwarder))
        {
            await forwarder.DisposeAsync();
        }
    }
}

/// <summary>A port of a public address, and the interface of the instance that it leads to.</summary>
internal sealed record Door(string Address, int Port, string Machine, string Interface);
