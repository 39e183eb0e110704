using System.Buffers;
using System.IO.Pipelines;

namespace Faultline.Network;

/// <summary>
/// One direction of a relay. One loop reads; it writes at once while the way is plain and nothing is under way.
/// Otherwise what it reads goes into a flight, and a second loop, which runs as long as it is needed, lets it arrive.
/// So at any time only one of the two writes.
/// </summary>
internal sealed partial class Lane(Relay relay, Route route, PipeReader from, PipeWriter to)
{
    private readonly Lock gate = new();
    private readonly Signal told = new();
    private readonly Signal room = new();
    private Flight? flight;
    private Task delivery = Task.CompletedTask;
    private volatile bool flying;
    private volatile bool failed;
    private volatile bool left;
    private bool reading = true;

    public Route Route => route;

    /// <summary>The direction back. Set once, before either runs.</summary>
    public Lane Opposite { get; set; } = null!;

    /// <summary>Chunks that it has read: whether it moves.</summary>
    public long Chunks { get; private set; }

    /// <summary>Told how long each of them is; null where nobody wants to know.</summary>
    public Action<long>? Counted { get; init; }

    /// <summary>It has ended with something else than the end of what there was to say.</summary>
    public bool IsBroken => left;

    /// <summary>What arrives when the reading loop does not see to it itself.</summary>
    public Task Delivery => delivery;

    /// <summary>Something has left and not arrived.</summary>
    public bool HasUnderWay
    {
        get
        {
            lock (gate)
            {
                return flight is { IsEmpty: false };
            }
        }
    }

    private bool IsOver => left || relay.IsOver;

    private bool IsPlain => !flying && route.Look().IsPlain(relay.Options.Grain);

    /// <summary>Carries until nothing more comes, or the relay is over. What is under way arrives by itself.</summary>
    public async Task Run()
    {
        var last = await Pump();
        if (last is not null && !IsOver && IsPlain)
        {
            await Arrive(last.Value);
            last = null;
        }

        lock (gate)
        {
            reading = false;
            last = failed ? MarkKind.Reset : last;
        }

        if (last is { } end && !IsOver)
        {
            Depart(end);
        }

        told.Tell();
    }

    /// <summary>Something has changed that those who wait here want to know.</summary>
    public void Tell()
    {
        told.Tell();
        room.Tell();
    }

    /// <summary>The relay is over, or this lane is: whoever waits for an end waits no longer.</summary>
    public void Interrupt()
    {
        Tell();
        from.CancelPendingRead();
        to.CancelPendingFlush();
    }

    /// <summary>Forgets what is under way. Nothing runs any more.</summary>
    public void Drop() => flight?.Drop();

    /// <summary>The end that it writes to is gone: nothing more is carried there, and whoever sends is told.</summary>
    private void Abandon()
    {
        Leave();
        Opposite.Fail();
    }

    private void Leave()
    {
        left = true;
        Interrupt();
    }

    /// <summary>The end that it reads from is gone: what it has said still goes, and then a reset.</summary>
    private void Fail()
    {
        lock (gate)
        {
            if (failed)
            {
                return;
            }

            failed = true;
            if (reading)
            {
                // The reading loop takes what is there, and sees to the rest.
                from.CancelPendingRead();
                return;
            }
        }

        Depart(MarkKind.Reset);
    }

    /// <summary>Reads until an end; says which, or null when there is nobody to tell.</summary>
    private async Task<MarkKind?> Pump()
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await from.ReadAsync();
            }
            catch (Exception) // Whatever an end throws means that it is gone.
            {
                return MarkKind.Reset;
            }

            if (IsOver)
            {
                return null;
            }

            var buffer = read.Buffer;
            if (buffer.IsEmpty)
            {
                from.AdvanceTo(buffer.End);
            }
            else if (IsPlain)
            {
                Count(buffer);
                Copy(buffer);
                from.AdvanceTo(buffer.End);
                try
                {
                    if ((await to.FlushAsync()).IsCompleted)
                    {
                        Abandon();
                        return null;
                    }
                }
                catch (Exception)
                {
                    Abandon();
                    return null;
                }
            }
            else
            {
                Count(buffer);
                await Launch(buffer);
                from.AdvanceTo(buffer.End);
            }

            if (failed || read.IsCompleted)
            {
                return failed ? MarkKind.Reset : MarkKind.Fin;
            }
        }
    }

    private void Count(in ReadOnlySequence<byte> buffer)
    {
        Chunks++;
        Counted?.Invoke(buffer.Length);
    }

    private void Copy(in ReadOnlySequence<byte> buffer)
    {
        foreach (var part in buffer)
        {
            to.Write(part.Span);
        }
    }

    /// <summary>Sends bytes on their way, all of them, as soon as there is room.</summary>
    private async Task Launch(ReadOnlySequence<byte> rest)
    {
        while (!rest.IsEmpty && !IsOver)
        {
            var length = Depart(rest);
            rest = rest.Slice(length);
            if (length == 0)
            {
                await room.Wait();
            }
        }
    }

    private int Depart(in ReadOnlySequence<byte> bytes)
    {
        var (length, starts) = (0, false);
        lock (gate)
        {
            flight ??= new(relay.Options.WindowBytes);
            if (flight.Room > 0)
            {
                length = flight.Add(bytes, relay.Now + route.Look().Delay(relay.Dice));
                starts = Take();
            }
        }

        Begin(starts);
        return length;
    }

    private void Depart(MarkKind end)
    {
        bool starts;
        lock (gate)
        {
            flight ??= new(relay.Options.WindowBytes);
            flight.AddEnd(end, relay.Now + route.Look().Delay(relay.Dice));
            starts = Take();
        }

        Begin(starts);
    }

    private bool Take() => !flying && (flying = true);

    private void Begin(bool starts)
    {
        if (starts)
        {
            delivery = Deliver();
        }
        else
        {
            told.Tell();
        }
    }
}
