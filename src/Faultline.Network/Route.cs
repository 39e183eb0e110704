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
    private Judged judged = new(null, Way.None);

    internal Route(Board board, Domain from, Domain to, TimeSpan latency)
    {
        (this.board, From, To, this.latency) = (board, from, to, latency);
        Look();
    }

    public Domain From { get; }

    public Domain To { get; }

    /// <summary>What lies on it now. Quick: asked for each chunk of bytes.</summary>
    public Way Look()
    {
        var view = board.View;
        var last = Volatile.Read(ref judged);
        return ReferenceEquals(last.View, view) ? last.Way : Judge(view, last.Way);
    }

    private Way Judge(BoardView view, Way before)
    {
        var (link, from, to) = (view.Link(From, To), view.Host(From), view.Host(To));
        var way = new Way(
            latency + link.Mean, link.Jitter, link.Loss, link.Cut, from.Off, to.Off, from.Paused || to.Paused);
        way = way == before ? before : way;
        Volatile.Write(ref judged, new(view, way));
        return way;
    }

    private sealed record Judged(BoardView? View, Way Way);
}
