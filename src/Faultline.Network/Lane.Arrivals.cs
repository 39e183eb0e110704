namespace Faultline.Network;

/// <summary>The second loop: what is under way arrives.</summary>
internal sealed partial class Lane
{
    private enum Step
    {
        /// <summary>Nothing is under way, and nothing needs to be: the reading loop writes again.</summary>
        Done,

        /// <summary>Nothing is under way yet.</summary>
        Idle,

        /// <summary>What is under way is not due.</summary>
        Wait,

        Bytes,
        Fin,
        Reset,
    }

    /// <summary>Lets arrive what is due, until nothing is under way and the way is plain.</summary>
    private async Task Deliver()
    {
        using var timer = told.Timer(relay.Clock);
        var way = route.Look();
        TimeSpan? stands = null;
        while (!IsOver)
        {
            var (now, seen) = (relay.Now, route.Look());
            var next = Next(now, seen, changed: seen != way, stood: stands is not null);
            way = seen;
            stands = seen.Passes || next.Step != Step.Wait ? null : stands ?? now;
            switch (next.Step)
            {
                case Step.Done:
                    return;
                case Step.Idle:
                    await told.Wait();
                    break;
                case Step.Wait when stands is { } since && now - since >= relay.Options.GiveUpAfter:
                    relay.GiveUp(this);
                    return;
                case Step.Wait:
                    // The system's timers cut fractions of a millisecond off; the grain makes that a rounding.
                    var until = stands + relay.Options.GiveUpAfter ?? next.Due;
                    Signal.Set(timer, until - now + relay.Options.Grain);
                    await told.Wait();
                    break;
                case Step.Bytes:
                    await Arrive(next.Taken);
                    break;
                default:
                    await Arrive(next.Step == Step.Fin ? MarkKind.Fin : MarkKind.Reset);
                    break;
            }
        }
    }

    private Happens Next(TimeSpan now, Way seen, bool changed, bool stood)
    {
        lock (gate)
        {
            if (seen.Passes && (changed || stood))
            {
                flight!.Judge(now, stood, seen, relay.Dice);
            }

            if (!flight!.TryPeek(out var mark))
            {
                var done = !reading || seen.IsPlain(relay.Options.Grain);
                flying = !done;
                return new(done ? Step.Done : Step.Idle);
            }

            var by = now + relay.Options.Grain;
            if (!seen.Passes || mark.Due > by)
            {
                return new(Step.Wait) { Due = mark.Due };
            }

            if (mark.Kind == MarkKind.Bytes)
            {
                return new(Step.Bytes) { Taken = flight.Take(by) };
            }

            flight.TakeEnd();
            return new(mark.Kind == MarkKind.Fin ? Step.Fin : Step.Reset);
        }
    }

    private async Task Arrive((long Bytes, int Marks) taken)
    {
        var gone = false;
        flight!.CopyTo(to, taken.Bytes);
        try
        {
            gone = (await to.FlushAsync()).IsCompleted;
        }
        catch (Exception) // Whatever an end throws means that it is gone.
        {
            gone = true;
        }

        lock (gate)
        {
            flight.Free(taken);
        }

        room.Tell();
        if (gone)
        {
            Abandon();
        }
    }

    private async Task Arrive(MarkKind end)
    {
        try
        {
            if (end == MarkKind.Fin)
            {
                await to.CompleteAsync();
                return;
            }

            await to.CompleteAsync(new ConnectionReset("The other side of the connection is gone."));
        }
        catch (Exception)
        {
            // It is gone already, and told nobody: its own reading side will.
        }

        if (end == MarkKind.Reset)
        {
            Leave();
            Opposite.Leave();
        }
    }

    private readonly record struct Happens(Step Step)
    {
        public TimeSpan Due { get; init; }

        public (long Bytes, int Marks) Taken { get; init; }
    }
}
