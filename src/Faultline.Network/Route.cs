using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;

namespace Faultline.Network;

/// <summary>
/// The way from one place to another, to be looked at again and again. It judges anew when the board shows another
/// view; a way that is as before stays the same object.
/// </summary>
public sealed class Route
{
    private readonly Board board;
    private readonly TimeSpan latency;
    private readonly Gate? gate;
    private Judged judged = new(null, Way.None, Way.None);

    internal Route(Board board, Domain from, Domain to, TimeSpan latency, Gate? gate = null)
    {
        (this.board, From, To, this.latency, this.gate) = (board, from, to, latency, gate);
        Look();
    }

    public Domain From { get; }

    public Domain To { get; }

    /// <summary>What lies on it now. Quick: asked for each chunk of bytes.</summary>
    public Way Look()
    {
        var view = board.View;
        var last = Volatile.Read(ref judged);
        last = ReferenceEquals(last.View, view) ? last : Judge(view, last.Way);
        return gate is { IsShut: true } ? last.Shut : last.Way;
    }

    /// <summary>The same way for connections that a gate on it can stop.</summary>
    internal Route Through(Gate? gate) => gate?.On(this) ?? this;

    internal Route With(Gate gate) => new(board, From, To, latency, gate);

    /// <summary>Calls back when the gate on it has opened or shut. Without one that is never.</summary>
    internal void Hear(Action hear)
    {
        if (gate is not null)
        {
            gate.Changed += hear;
        }
    }

    internal void HearNoMore(Action hear)
    {
        if (gate is not null)
        {
            gate.Changed -= hear;
        }
    }

    private Judged Judge(BoardView view, Way before)
    {
        var (link, from, to) = (view.Link(From, To), view.Host(From), view.Host(To));
        var way = new Way(
            latency + link.Mean, link.Jitter, link.Loss, link.Cut, from.Off, to.Off, from.Paused || to.Paused);
        way = way == before ? before : way;
        var fresh = new Judged(view, way, gate is null ? way : way with { Cut = true });
        Volatile.Write(ref judged, fresh);
        return fresh;
    }

    /// <summary>The way as it is in a view, and as it is with the gate shut.</summary>
    private sealed record Judged(BoardView? View, Way Way, Way Shut);
}
