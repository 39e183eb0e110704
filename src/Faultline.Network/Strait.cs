using System.Net;
using Faultline.Network.Polling;

namespace Faultline.Network;

/// <summary>
/// A line over the way between two places: what is sent and what comes is as late as the board says, and stands still
/// while nothing passes. What was open with a place that lost power is gone, which an end learns when that has it back.
/// </summary>
/// <remarks>
/// One chunk is under way at a time in each direction, as over a window of one buffer; a relay, which carries for
/// others, has as many as its window holds.
/// </remarks>
/// <param name="traffic">Where it is counted what goes there and comes back; null where nobody wants to know.</param>
internal sealed class Strait(Line line, Route there, Route back, Dialer dialer, Traffic? traffic) : Line
{
    private readonly Signal away = new();
    private readonly Signal home = new();
    private volatile bool closed;

    public override IPEndPoint? Peer => line.Peer;

    public override object? Home => line.Home;

    public override bool HasNews => IsPlain(back) && line.HasNews;

    public override bool HasEnded => IsPlain(back) && line.HasEnded;

    /// <summary>The way on which what comes arrives here.</summary>
    internal Route Arriving => back;

    /// <summary>The one on which what is sent leaves.</summary>
    internal Route Leaving => there;

    internal Line Under => line;

    internal Traffic? Traffic => traffic;

    internal TimeSpan Grain => dialer.Grain;

    public override async ValueTask<int> Receive(Memory<byte> into)
    {
        int count;
        try
        {
            count = await line.Receive(into);
        }
        catch (Exception gone) when (IsGone(gone) && !closed)
        {
            // The end of whoever fell silent is not heard either.
            await Arrive(0);
            throw;
        }

        await Arrive(count);
        return count;
    }

    public override ValueTask<int> Take(Memory<byte> into) => line.Receive(into);

    public override ValueTask Arrive(int bytes)
    {
        if (bytes > 0)
        {
            traffic?.From(bytes);
        }

        return IsPlain(back) ? ValueTask.CompletedTask : Cross(back, home);
    }

    public override ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        traffic?.To(bytes.Length);
        return IsPlain(there) ? line.Send(bytes) : SendLate(bytes);
    }

    public override Conduit Toward(Line other)
    {
        if (other is not Strait next || line is not PolledLine source || next.Under is not PolledLine target)
        {
            return base.Toward(other);
        }

        source.JoinWith(target);
        return new Shortcut(this, next, source, target);
    }

    public override void End()
    {
        if (there.Look().Passes)
        {
            line.End();
        }
        else
        {
            Reset();
        }
    }

    public override void Close() => Leave(line.Close);

    public override void Reset() => Leave(line.Reset);

    private bool IsPlain(Route route) => route.Look().IsPlain(dialer.Grain);

    private async ValueTask SendLate(ReadOnlyMemory<byte> bytes)
    {
        await Cross(there, away);
        await line.Send(bytes);
    }

    /// <summary>An end that nobody can hear is not said before somebody can.</summary>
    private void Leave(Action end)
    {
        if (closed)
        {
            return;
        }

        closed = true;
        away.Tell();
        home.Tell();
        if (there.Look().Passes)
        {
            end();
        }
        else
        {
            dialer.Keep(line, there);
        }
    }

    /// <summary>Takes as long as the way does.</summary>
    private async ValueTask Cross(Route route, Signal changed)
    {
        Action tell = changed.Tell;
        using var listener = dialer.Ways.OnChange(tell);
        using var timer = changed.Timer(dialer.Node.Clock);
        route.Hear(tell);
        try
        {
            await Cross(route, changed, timer);
        }
        finally
        {
            route.HearNoMore(tell);
        }
    }

    private async ValueTask Cross(Route route, Signal changed, ITimer timer)
    {
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

            var delay = way.Delay(dialer.Node.Dice);
            if (delay <= dialer.Grain || await Elapses(delay, route, timer, changed))
            {
                return;
            }
        }

        throw new IOException("The connection is gone.");
    }

    /// <summary>Waits; false when the way was cut meanwhile.</summary>
    private async ValueTask<bool> Elapses(TimeSpan delay, Route route, ITimer timer, Signal changed)
    {
        var clock = dialer.Node.Clock;
        var began = clock.GetTimestamp();
        for (var left = delay; left > TimeSpan.Zero; left = delay - clock.GetElapsedTime(began))
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
