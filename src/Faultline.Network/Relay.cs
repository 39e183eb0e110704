using Faultline.Kernel;

namespace Faultline.Network;

/// <summary>
/// Carries bytes both ways between two ends, as TCP over the way between them would: whole and in order, as late as the
/// way makes them. It runs once.
/// </summary>
public sealed class Relay
{
    private readonly Ways ways;
    private readonly Node node;
    private readonly End near;
    private readonly End far;
    private readonly Lane there;
    private readonly Lane back;
    private readonly long began;
    private volatile Phase phase;
    private Lane? tired;

    /// <summary>
    /// Between two ends, through a gate on their way if there is one; what it carries to the far one and back is
    /// counted where somebody wants to know.
    /// </summary>
    public Relay(
        Node node, Ways ways, RelayOptions options, End near, End far, Gate? gate = null, Traffic? traffic = null)
    {
        (this.node, this.ways, Options, this.near, this.far) = (node, ways, options, near, far);
        there = new(this, ways.Route(near.At, far.At).Through(gate), near.Pipe.Input, far.Pipe.Output)
        {
            Counted = traffic is null ? null : traffic.To,
        };
        back = new(this, ways.Route(far.At, near.At).Through(gate), far.Pipe.Input, near.Pipe.Output)
        {
            Counted = traffic is null ? null : traffic.From,
        };
        (there.Opposite, back.Opposite) = (back, there);
        began = node.Clock.GetTimestamp();
    }

    private enum Phase
    {
        /// <summary>It carries.</summary>
        Carries,

        /// <summary>One of the two does not know the connection any more, and the other does not know that.</summary>
        Forgotten,

        /// <summary>Whoever runs it wants no more.</summary>
        Stopped,
    }

    public RelayOptions Options { get; }

    /// <summary>Grows with what it carries: who sees it unchanged for long may call it idle.</summary>
    public long Chunks => there.Chunks + back.Chunks;

    internal TimeProvider Clock => node.Clock;

    internal Dice Dice => node.Dice;

    /// <summary>How long it has been running.</summary>
    internal TimeSpan Now => node.Clock.GetElapsedTime(began);

    internal bool IsOver => phase != Phase.Carries;

    /// <summary>Carries until both ends have ended, and closes both. When it is cancelled both get a reset.</summary>
    public async Task Run(CancellationToken ct)
    {
        using var stopping = ct.Register(Stop);
        Action look = Look;
        there.Route.Hear(look);
        using (ways.OnChange(look))
        {
            Look();
            await Task.WhenAll(there.Run(), back.Run());

            // A delivery that fails may begin one in the other direction.
            while (!there.Delivery.IsCompletedSuccessfully || !back.Delivery.IsCompletedSuccessfully)
            {
                await there.Delivery;
                await back.Delivery;
            }
        }

        there.Route.HearNoMore(look);
        if (phase == Phase.Forgotten)
        {
            await Task.WhenAll(Linger(near, there, ct), Linger(far, back, ct));
        }

        await Close();
    }

    /// <summary>The sender of a lane has waited long enough for its bytes to arrive.</summary>
    internal void GiveUp(Lane lane)
    {
        tired = lane;
        Forget();
    }

    private void Stop()
    {
        phase = Phase.Stopped;
        there.Interrupt();
        back.Interrupt();
    }

    private void Look()
    {
        if (there.Route.Look().AnEndIsOff)
        {
            Forget();
        }

        there.Tell();
        back.Tell();
    }

    private void Forget()
    {
        if (Interlocked.CompareExchange(ref phase, Phase.Forgotten, Phase.Carries) == Phase.Carries)
        {
            there.Interrupt();
            back.Interrupt();
        }
    }

    /// <summary>
    /// An end hears nothing any more. Once it has sent something and that would arrive, it is told that nobody knows
    /// the connection; or it gives up.
    /// </summary>
    private async Task Linger(End end, Lane lane, CancellationToken ct)
    {
        try
        {
            if (tired != lane && (lane.HasUnderWay || await Sends(end)))
            {
                var opposite = lane.Opposite.Route;
                if (await ways.Open(lane.Route, opposite, Options.GiveUpAfter, Clock, ct))
                {
                    var delay = lane.Route.Look().Delay(Dice) + opposite.Look().Delay(Dice);
                    await Task.Delay(delay, Clock, ct);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: it gets its reset now.
        }

        await end.Reset(new ConnectionReset("Nobody there knows the connection any more."));
    }

    /// <summary>Waits until the end sends something, its end included; false when it is gone.</summary>
    private async Task<bool> Sends(End end)
    {
        while (phase != Phase.Stopped)
        {
            try
            {
                var read = await end.Pipe.Input.ReadAsync();
                end.Pipe.Input.AdvanceTo(read.Buffer.End);
                if (!read.Buffer.IsEmpty || read.IsCompleted)
                {
                    return true;
                }
            }
            catch (Exception) // Whatever an end throws means that it is gone.
            {
                return false;
            }
        }

        return false;
    }

    private async Task Close()
    {
        there.Drop();
        back.Drop();
        if (phase == Phase.Carries && !there.IsBroken && !back.IsBroken)
        {
            await near.Close();
            await far.Close();
            return;
        }

        var why = new ConnectionReset("The connection has been reset.");
        await near.Reset(why);
        await far.Reset(why);
    }
}
