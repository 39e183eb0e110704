using System.IO.Pipelines;
using System.Net;
using Faultline.Kernel;

namespace Faultline.Network;

/// <summary>
/// Listens at an address on behalf of a place, and carries each connection to the target that it is told. While its
/// host has no power nobody listens.
/// </summary>
public sealed class Forwarder : IAsyncDisposable
{
    /// <summary>An idle connection is found this often within the time that it may be idle.</summary>
    private const int SweepsInIdle = 4;

    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly LinkedList<Carried> carried = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Node node;
    private readonly Ways ways;
    private readonly ITransport transport;
    private readonly ForwarderOptions options;
    private readonly Func<IPEndPoint, CancellationToken, ValueTask<Target?>> find;
    private readonly Reconciler power;
    private readonly IDisposable listening;
    private readonly ITimer? sweeps;
    private IListener? listener;
    private Task accepts = Task.CompletedTask;
    private bool disposed;

    private Forwarder(
        Node node,
        Ways ways,
        ITransport transport,
        ForwarderOptions options,
        Func<IPEndPoint, CancellationToken, ValueTask<Target?>> find)
    {
        (this.node, this.ways, this.transport, this.options, this.find) = (node, ways, transport, options, find);
        At = options.Listen;
        power = new(node, Look);
        listening = ways.OnChange(power.Tell);
        if (options.IdleAfter / SweepsInIdle is { } often)
        {
            sweeps = node.Clock.CreateTimer(static self => ((Forwarder)self!).Sweep(), this, often, often);
        }
    }

    /// <summary>The address, with the port that it got when it first listened.</summary>
    public IPEndPoint At { get; private set; }

    /// <summary>How many connections it carries now.</summary>
    public int Connections
    {
        get
        {
            lock (gate)
            {
                return carried.Count;
            }
        }
    }

    /// <summary>
    /// Begins to listen; throws an <see cref="IOException"/> if the address is taken. For each connection the target is
    /// found anew, by the address and port that it comes from; null when there is none, and then the connection gets a
    /// reset.
    /// </summary>
    public static async Task<Forwarder> Start(
        Node node,
        Ways ways,
        ITransport transport,
        ForwarderOptions options,
        Func<IPEndPoint, CancellationToken, ValueTask<Target?>> find)
    {
        var forwarder = new Forwarder(node, ways, transport, options, find);
        try
        {
            await forwarder.Look(CancellationToken.None);
        }
        catch
        {
            await forwarder.DisposeAsync();
            throw;
        }

        forwarder.power.Start();
        return forwarder;
    }

    /// <summary>
    /// What lets connections through may have changed: each is asked for again. One that is not let through stands
    /// still until it is.
    /// </summary>
    public void Review()
    {
        foreach (var each in All())
        {
            each.Review();
        }
    }

    /// <summary>
    /// Resets every connection that has a target, and goes on listening: who still waits to be told one goes on
    /// waiting.
    /// </summary>
    public void Reset()
    {
        foreach (var each in All().Where(each => each.HasTarget))
        {
            each.End();
        }
    }

    /// <summary>Listens no longer, resets what it carries, and waits until nothing of it is left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        listening.Dispose();
        await power.DisposeAsync();
        await Close();
        stop.Cancel();
        foreach (var each in All())
        {
            await each.Served;
        }

        if (sweeps is not null)
        {
            await sweeps.DisposeAsync();
        }

        stop.Dispose();
    }

    /// <summary>Listens when its host has power, and only then.</summary>
    private async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        if (!ways.HasPower(options.Here))
        {
            await Close();
        }
        else if (listener is null)
        {
            listener = transport.Listen(At);
            At = listener.At;
            accepts = Accept(listener);
        }

        return null;
    }

    private async Task Close()
    {
        listener?.Dispose();
        listener = null;
        await accepts;
    }

    private async Task Accept(IListener from)
    {
        while (await Next(from) is { } client)
        {
            var connection = new Carried(stop.Token);
            bool welcome;
            lock (gate)
            {
                welcome = carried.Count < options.ConnectionsMax;
                if (welcome)
                {
                    carried.AddLast(connection.Node);
                }
            }

            if (welcome)
            {
                connection.Served = Serve(client, connection);
            }
            else
            {
                await Refuse(client.Pipe);
            }
        }
    }

    /// <summary>The next client; null once the listener is gone.</summary>
    private async Task<Arrival?> Next(IListener from)
    {
        while (true)
        {
            try
            {
                return await from.Accept();
            }
            catch (IOException trouble)
            {
                node.Report(trouble);
                await Task.Delay(PauseAfterTrouble, node.Clock);
            }
        }
    }

    private async Task Serve(Arrival arrival, Carried connection)
    {
        var client = arrival.Pipe;
        using (connection)
        {
            try
            {
                if (await Reach(arrival.From, connection) is not { } target)
                {
                    await Refuse(client);
                    return;
                }

                connection.Relay = new(
                    node,
                    ways,
                    options.Relay,
                    new(options.Here, client),
                    target,
                    connection.Gate,
                    connection.Traffic);
                await connection.Relay.Run(connection.Token);
            }
            catch (Exception trouble)
            {
                if (trouble is not OperationCanceledException)
                {
                    node.Report(trouble);
                }

                await Refuse(client);
            }
            finally
            {
                lock (gate)
                {
                    carried.Remove(connection.Node);
                }
            }
        }
    }

    private ValueTask Refuse(IDuplexPipe client) =>
        new End(options.Here, client).Reset(new ConnectionReset("The connection is refused."));

    /// <summary>Connects to the target; null when nobody is there, or no answer comes.</summary>
    private async Task<End?> Reach(IPEndPoint from, Carried connection)
    {
        var ct = connection.Token;
        if (await find(from, ct) is not { } target)
        {
            return null;
        }

        if (target.Swallows)
        {
            await Task.Delay(options.ConnectWithin, node.Clock, ct);
            return null;
        }

        connection.Aim(target);
        var there = ways.Route(options.Here, target.At).Through(connection.Gate);
        var back = ways.Route(target.At, options.Here).Through(connection.Gate);
        var began = node.Clock.GetTimestamp();
        if (!await ways.Open(there, back, options.ConnectWithin, node.Clock, ct))
        {
            return null;
        }

        // A connection is there once the target's answer is: after the way there and back.
        var roundTrip = there.Look().Delay(node.Dice) + back.Look().Delay(node.Dice);
        if (roundTrip > options.Relay.Grain)
        {
            await Task.Delay(roundTrip, node.Clock, ct);
        }

        var left = options.ConnectWithin - node.Clock.GetElapsedTime(began);
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        using var late = new CancellationTokenSource(left, node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await target.Connect(either.Token) is { } pipe ? new End(target.At, pipe) : null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Ends what has carried nothing for too long.</summary>
    private void Sweep()
    {
        foreach (var each in All())
        {
            each.Glance(SweepsInIdle);
        }
    }

    private Carried[] All()
    {
        lock (gate)
        {
            return [.. carried];
        }
    }
}
