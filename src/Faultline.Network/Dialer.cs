using System.Net;
using Faultline.Kernel;
using Faultline.Kernel.Places;

namespace Faultline.Network;

/// <summary>Opens lines between places of the map, over the ways that lie between them.</summary>
public sealed class Dialer(Node node, Ways ways, ITransport transport)
{
    /// <summary>What is as short as within a zone is not waited for: the real clock's timers know whole milliseconds.</summary>
    public TimeSpan Grain { get; init; } = new RelayOptions().Grain;

    public Ways Ways => ways;

    /// <summary>
    /// A line from a place to an address at another one; null when nobody listens there, or no answer came in time.
    /// </summary>
    public ValueTask<Line?> Dial(Domain from, Domain to, IPEndPoint at, TimeSpan within, CancellationToken ct)
    {
        var (there, back) = (ways.Route(from, to), ways.Route(to, from));
        return Dial(there, back, at, within, ct);
    }

    private async ValueTask<Line?> Dial(Route there, Route back, IPEndPoint at, TimeSpan within, CancellationToken ct)
    {
        var began = node.Clock.GetTimestamp();
        if (!there.Look().IsPlain(Grain) || !back.Look().IsPlain(Grain))
        {
            if (!await ways.Open(there, back, within, node.Clock, ct))
            {
                return null;
            }

            // A connection is there once the target's answer is: after the way there and back.
            var roundTrip = there.Look().Delay(node.Dice) + back.Look().Delay(node.Dice);
            if (roundTrip > Grain)
            {
                await Task.Delay(roundTrip, node.Clock, ct);
            }
        }

        var left = within - node.Clock.GetElapsedTime(began);
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        using var late = new CancellationTokenSource(left, node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await transport.Dial(at, either.Token) is { } line
                ? new Crossing(line, there, back, ways, node, Grain)
                : null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
