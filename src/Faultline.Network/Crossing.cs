using System.Net;
using System.Runtime.CompilerServices;
using Faultline.Kernel;

namespace Faultline.Network;

/// <summary>
/// A line over the way between two places: what is sent and what comes is as late as the board says, and stands still
/// while nothing passes. What was open with a place that lost power is gone, which an end learns once the power is back.
/// </summary>
/// <remarks>
/// One chunk is under way at a time in each direction, as over a window of one buffer; a relay, which carries for
/// others, has as many as its window holds.
/// </remarks>
internal sealed class Crossing(Line line, Route there, Route back, Ways ways, Node node, TimeSpan grain) : Line
{
    private readonly Signal away = new();
    private readonly Signal home = new();
    private volatile bool closed;

    public override IPEndPoint? Peer => line.Peer;

    public override bool HasNews => back.Look().IsPlain(grain) && line.HasNews;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> Receive(Memory<byte> into)
    {
        int count;
        try
        {
            count = await line.Receive(into);
        }
        catch (Exception gone) when (IsGone(gone) && !closed && !back.Look().IsPlain(grain))
        {
            // The end of whoever fell silent is not heard either.
            await Cross(back, home);
            throw;
        }

        if (!back.Look().IsPlain(grain))
        {
            await Cross(back, home);
        }

        return count;
    }

    public override ValueTask Send(ReadOnlyMemory<byte> bytes) =>
        there.Look().IsPlain(grain) ? line.Send(bytes) : SendLate(bytes);

    public override void End() => line.End();

    public override void Close()
    {
        line.Close();
        Wake();
    }

    public override void Reset()
    {
        line.Reset();
        Wake();
    }

    private async ValueTask SendLate(ReadOnlyMemory<byte> bytes)
    {
        await Cross(there, away);
        await line.Send(bytes);
    }

    private void Wake()
    {
        closed = true;
        away.Tell();
        home.Tell();
    }

    /// <summary>Takes as long as the way does.</summary>
    private async ValueTask Cross(Route route, Signal changed)
    {
        using var listener = ways.OnChange(changed.Tell);
        using var timer = changed.Timer(node.Clock);
        var forgotten = false;
        while (!closed)
        {
            var way = route.Look();
            forgotten |= way.AnEndIsOff;
            if (!way.Passes)
            {
                await changed.Wait();
                continue;
            }

            if (forgotten)
            {
                Reset();
                break;
            }

            var delay = way.Delay(node.Dice);
            if (delay <= grain || await Elapses(delay, route, timer, changed))
            {
                return;
            }
        }

        throw new IOException("The connection is gone.");
    }

    /// <summary>Waits; false when the way was cut meanwhile.</summary>
    private async ValueTask<bool> Elapses(TimeSpan delay, Route route, ITimer timer, Signal changed)
    {
        var began = node.Clock.GetTimestamp();
        for (var left = delay; left > TimeSpan.Zero; left = delay - node.Clock.GetElapsedTime(began))
        {
            Signal.Set(timer, left);
            await changed.Wait();
            if (closed || !route.Look().Passes)
            {
                return false;
            }
        }

        return true;
    }
}
