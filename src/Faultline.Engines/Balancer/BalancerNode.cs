using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Layer4;
using Faultline.Engines.Balancer.Targets;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Engines.Balancer;

/// <summary>
/// A balancer's node in one zone: it listens, checks the targets for itself, and carries. It has no power when its zone
/// has none, and then its clients hear nothing until that is back.
/// </summary>
internal sealed partial class BalancerNode : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>A connection that nothing uses is closed before most targets would.</summary>
    private const int PoolTicks = 15;

    private const int WeighTicks = 10;

    private readonly Lock gate = new();
    private readonly Turn opening = new();
    private readonly LinkedList<IConnection> connections = new();
    private readonly Dictionary<(int Port, bool Datagrams), IPort> ports = [];
    private readonly Dictionary<string, (Group Group, Checks Checks)> groups = new(StringComparer.Ordinal);
    private readonly NodeConfig config;
    private readonly Dialer dialer;
    private readonly Reach reach;
    private readonly ITransport transport;
    private readonly Action changed;
    private readonly ITimer timer;
    private readonly IDisposable listening;
    private readonly Reconciler looks;
    private BalancerConfig wanted;
    private bool hasPower = true;
    private int ticks;

    public BalancerNode(
        NodeConfig config, Node node, Dialer dialer, ITransport transport, string name, Action changed)
    {
        (this.config, Node, this.dialer, this.transport, this.changed) = (config, node, dialer, transport, changed);
        wanted = new(name);
        reach = new(this, dialer);
        Dice = node.Dice.Fork($"{name} in {config.Zone}");
        timer = node.Clock.CreateTimer(static self => ((BalancerNode)self!).Sweep(), this, Tick, Tick);
        looks = new(node, Look);
        listening = dialer.Ways.OnChange(looks.Tell);
        looks.Start();
    }

    public Node Node { get; }

    public Dice Dice { get; }

    public Counts Counts { get; } = new();

    /// <summary>Seconds since it began, counted and not asked for.</summary>
    public int Ticks => Volatile.Read(ref ticks);

    public NodeConfig Config => config;

    public string? Trouble { get; private set; }

    public bool HasPower => Volatile.Read(ref hasPower);

    /// <summary>Becomes what the config says, and drops nobody for it.</summary>
    public async ValueTask Apply(BalancerConfig next)
    {
        var gone = new List<Checks>();
        lock (gate)
        {
            wanted = next;
            foreach (var (name, group) in next.Groups)
            {
                if (!groups.TryGetValue(name, out var known))
                {
                    var made = new Group(group, config.Zone, Node);
                    groups[name] = known = (made, new(this, made, reach, () => Changed(made)));
                }

                known.Checks.Apply(group);
            }

            foreach (var name in groups.Keys.Where(name => !next.Groups.ContainsKey(name)).ToList())
            {
                groups.Remove(name, out var old);
                gone.Add(old.Checks);
            }

            Follow();
        }

        foreach (var checks in gone)
        {
            await checks.DisposeAsync();
        }

        Review();
        ApplyLog(next.Log);
        await Open();
        if (Trouble is not null)
        {
            // Somebody has to try again.
            looks.Tell();
        }
    }

    /// <summary>What is carried to an address and from it.</summary>
    public Traffic TrafficOf(IPAddress address) => dialer.Ways.TrafficOf(address);

    public IDatagrams Bind(int port) => dialer.Bind(new(config.Address, port));

    /// <summary>How long a datagram takes to a target; null when it gets lost.</summary>
    public TimeSpan? Fare(TargetConfig target) =>
        HasPower && !target.ClosedTo.Contains(config.Zone) ? dialer.Fare(config.At, target.At) : null;

    public TimeSpan? FareBack(TargetConfig target) =>
        HasPower && !target.CutFrom.Contains(config.Zone) ? dialer.Fare(target.At, config.At) : null;

    public IListener Listen(int port) => transport.Listen(new IPEndPoint(config.Address, port));

    /// <summary>Carries a connection from its first byte to its last.</summary>
    public async Task Carry(IConnection connection)
    {
        var place = new LinkedListNode<IConnection>(connection);
        lock (gate)
        {
            connections.AddLast(place);
        }

        try
        {
            await connection.Run();
        }
        finally
        {
            lock (gate)
            {
                connections.Remove(place);
            }
        }
    }

    /// <summary>Somewhere to ask a member; null when it takes no connection.</summary>
    public ValueTask<Back?> Dial(GroupConfig group, Member member) => reach.Dial(group, member);

    public NodeView View()
    {
        lock (gate)
        {
            var named = groups.Values.Select(each => each.Group).ToList();
            return new(
                config.Zone,
                config.Address,
                ports.Where(each => each.Value.At is not null)
                    .DistinctBy(each => each.Key.Port)
                    .ToImmutableDictionary(each => each.Key.Port, each => each.Value.At!.Value),
                HasPower,
                HasPower && !wanted.ShiftedAway.Contains(config.Zone)
                    && (named.Count == 0 || named.Exists(group => group.IsWorthNaming())),
                [.. named.SelectMany(group => group.Members.Select(group.View))],
                Trouble)
            {
                Counts = Counts,
                Groups = [.. named.Select(group => new GroupView(group.Config.Name, group.Answers, group.Times))],
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        listening.Dispose();
        await looks.DisposeAsync();
        await timer.DisposeAsync();
        foreach (var port in ports.Values)
        {
            await port.Close();
        }

        foreach (var (_, checks) in groups.Values.ToList())
        {
            await checks.DisposeAsync();
        }

        All().ForEach(each => each.Reset());
        await CloseLog();
    }

    private ValueTask<DateTimeOffset?> Look(CancellationToken ct) => Look();

    /// <summary>Its power decides whether it listens; a port that could not be had is tried again.</summary>
    private async ValueTask<DateTimeOffset?> Look()
    {
        var has = dialer.Ways.HasPower(config.At);
        if (has != HasPower)
        {
            Volatile.Write(ref hasPower, has);
            if (!has)
            {
                foreach (var port in Ports())
                {
                    await port.Close();
                }

                // Without power nobody says so: the way keeps that until somebody can hear it.
                All().ForEach(each => each.Reset());
                Groups().ForEach(group => group.Forget());
                lock (gate)
                {
                    Follow();
                }
            }

            changed();
        }

        await Open();
        return Trouble is null ? null : Node.Now + Tick;
    }

    /// <summary>The health of one of a group's members is another now.</summary>
    private void Changed(Group of)
    {
        lock (gate)
        {
            if (groups.Values.Any(each => each.Group.Config.HealthOf == of.Config.Name))
            {
                Follow();
            }
        }

        changed();
    }

    /// <summary>Groups that are not checked themselves learn from those that are.</summary>
    private void Follow()
    {
        foreach (var (group, _) in groups.Values)
        {
            if (group.Config.HealthOf is { } name && groups.TryGetValue(name, out var other))
            {
                group.Follow(other.Group);
            }
        }
    }

    private List<Group> Groups()
    {
        lock (gate)
        {
            return [.. groups.Values.Select(each => each.Group)];
        }
    }

    private List<IPort> Ports()
    {
        lock (gate)
        {
            return [.. ports.Values];
        }
    }

    /// <summary>Listens where it is to listen, and nowhere else.</summary>
    private async ValueTask Open()
    {
        await opening.Take(CancellationToken.None);
        try
        {
            foreach (var port in Replan())
            {
                port.IsOver = true;
                await port.Close();
            }

            Trouble = null;
            foreach (var port in Ports().Where(_ => HasPower))
            {
                try
                {
                    port.Open();
                }
                catch (IOException why)
                {
                    Trouble = why.Message;
                }
            }
        }
        finally
        {
            opening.Give();
        }
    }

    /// <summary>Gives every port its plan; gives those that are no longer wanted.</summary>
    private List<IPort> Replan()
    {
        lock (gate)
        {
            Group? Find(string name) => groups.TryGetValue(name, out var known) ? known.Group : null;
            foreach (var listener in wanted.Listeners)
            {
                var plan = ListenerPlan.Of(listener, wanted, Find);
                if (ports.TryGetValue(KeyOf(listener), out var port))
                {
                    port.Plan = plan;
                    continue;
                }

                ports.Add(KeyOf(listener), listener.Protocol == ListenerProtocol.Udp
                    ? new DatagramPort(this, plan)
                    : new Port(this, plan));
            }

            var stay = wanted.Listeners.Select(KeyOf).ToHashSet();
            var gone = ports.Where(each => !stay.Contains(each.Key)).ToList();
            gone.ForEach(each => ports.Remove(each.Key));
            return gone.ConvertAll(each => each.Value);
        }
    }

    private static (int Port, bool Datagrams) KeyOf(ListenerConfig listener) =>
        (listener.Port, listener.Protocol == ListenerProtocol.Udp);

    private List<IConnection> All()
    {
        lock (gate)
        {
            return [.. connections];
        }
    }

    private void Sweep()
    {
        var tick = Interlocked.Increment(ref ticks);
        All().ForEach(each => each.Glance(tick));
        Ports().ForEach(port => port.Glance(tick));
        foreach (var group in Groups())
        {
            foreach (var member in group.Members)
            {
                member.Pool.Sweep(tick - PoolTicks);
                member.Sessions.Sweep(tick);
            }

            if (tick % WeighTicks == 0)
            {
                group.Weigh();
            }
        }
    }
}
