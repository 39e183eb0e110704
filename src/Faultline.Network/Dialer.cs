using System.Net;
using Faultline.Kernel;
using Faultline.Kernel.Places;

namespace Faultline.Network;

/// <summary>Opens lines between places of the map, over the ways between them, and takes those of clients.</summary>
public sealed class Dialer : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<(Line Line, Route Way)> unheard = [];
    private readonly ITransport transport;
    private readonly IDisposable listening;

    public Dialer(Node node, Ways ways, ITransport transport)
    {
        (Node, Ways, this.transport) = (node, ways, transport);
        listening = ways.OnChange(Say);
    }

    /// <summary>What is shorter is not waited for: the real clock's timers know whole milliseconds.</summary>
    public TimeSpan Grain { get; init; } = RelayOptions.Usual.Grain;

    public Ways Ways { get; }

    internal Node Node { get; }

    /// <summary>
    /// A line from a place to an address at another one; null when nobody listens there, or no answer came in time.
    /// </summary>
    /// <param name="gate">Stands on the way of this line, both ways.</param>
    public async ValueTask<Line?> Dial(
        Domain from, Domain to, IPEndPoint at, TimeSpan within, CancellationToken ct, Gate? gate = null)
    {
        var (there, back) = (Ways.Route(from, to).Through(gate), Ways.Route(to, from).Through(gate));
        var began = Node.Clock.GetTimestamp();
        if (!there.Look().IsPlain(Grain) || !back.Look().IsPlain(Grain))
        {
            if (!await Ways.Open(there, back, within, Node.Clock, ct))
            {
                return null;
            }

            // A connection is there once the target's answer is: after the way there and back.
            var roundTrip = there.Look().Delay(Node.Dice) + back.Look().Delay(Node.Dice);
            if (roundTrip > Grain)
            {
                await Task.Delay(roundTrip, Node.Clock, ct);
            }
        }

        var left = within - Node.Clock.GetElapsedTime(began);
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        using var late = new CancellationTokenSource(left, Node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await transport.Dial(at, either.Token) is { } line
                ? new Strait(line, there, back, this, Ways.TrafficOf(at.Address))
                : null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Takes datagrams at an address of a place.</summary>
    public IDatagrams Bind(IPEndPoint at) => transport.Bind(at);

    /// <summary>
    /// How long a datagram is on its way from a place to another now; null when it does not arrive at all.
    /// </summary>
    public TimeSpan? Fare(Domain from, Domain to)
    {
        var way = Ways.Between(from, to);
        if (!way.Passes || (way.Loss > 0 && Node.Dice.Chance(way.Loss)))
        {
            return null;
        }

        // What is lost is gone here: nobody sends it again.
        var delay = (way with { Loss = 0 }).Delay(Node.Dice);
        return delay <= Grain ? TimeSpan.Zero : delay;
    }

    /// <summary>A line that a client opened to a place, over the way between that and whoever is outside.</summary>
    public Line Over(Line client, Domain at, Gate? gate = null) => new Strait(
        client, Ways.Route(at, Ways.Outside).Through(gate), Ways.Route(Ways.Outside, at).Through(gate), this, null);

    /// <summary>Those who would not hear of an end are told when they can.</summary>
    public void Dispose()
    {
        listening.Dispose();
        foreach (var line in Take(static _ => true))
        {
            line.Reset();
        }
    }

    internal void Keep(Line line, Route way)
    {
        lock (gate)
        {
            unheard.Add((line, way));
        }

        Say();
    }

    private void Say()
    {
        foreach (var line in Take(static way => way.Look().Passes))
        {
            line.Reset();
        }
    }

    private List<Line> Take(Func<Route, bool> which)
    {
        lock (gate)
        {
            var taken = unheard.FindAll(each => which(each.Way)).ConvertAll(each => each.Line);
            unheard.RemoveAll(each => taken.Contains(each.Line));
            return taken;
        }
    }
}
