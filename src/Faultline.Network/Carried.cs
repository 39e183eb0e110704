namespace Faultline.Network;

/// <summary>One connection that a forwarder carries.</summary>
internal sealed class Carried : IDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly Lock reviewing = new();
    private Target? target;
    private long chunks;
    private int glances;

    public Carried(CancellationToken ct)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Token = stop.Token;
        Node = new(this);
    }

    /// <summary>Its place among the others.</summary>
    public LinkedListNode<Carried> Node { get; }

    public CancellationToken Token { get; }

    /// <summary>What can stop it on its way, if something can.</summary>
    public Gate? Gate { get; private set; }

    /// <summary>Where it is counted what it carries, if somebody wants to know.</summary>
    public Traffic? Traffic => Volatile.Read(ref target)?.Traffic;

    /// <summary>It was told whom it is for.</summary>
    public bool HasTarget => Volatile.Read(ref target) is not null;

    /// <summary>Null until it has reached its target.</summary>
    public Relay? Relay { get; set; }

    /// <summary>Ends when nothing of it is left.</summary>
    public Task Served { get; set; } = Task.CompletedTask;

    /// <summary>Whom it is for. What lets it through is asked again, as it may have changed meanwhile.</summary>
    public void Aim(Target at)
    {
        Gate = at.Passes is null ? null : new();
        Volatile.Write(ref target, at);
        Review();
    }

    /// <summary>
    /// Asks again whether it is let through. One at a time, so that whoever asks last has the last word.
    /// </summary>
    public void Review()
    {
        if (Volatile.Read(ref target) is { Passes: { } passes })
        {
            lock (reviewing)
            {
                Gate!.IsShut = !passes();
            }
        }
    }

    /// <summary>Ends it when so many glances in a row have seen nothing move.</summary>
    public void Glance(int idleMax)
    {
        if (Relay is not { } relay)
        {
            return;
        }

        (glances, chunks) = relay.Chunks == chunks ? (glances + 1, chunks) : (0, relay.Chunks);
        if (glances >= idleMax)
        {
            End();
        }
    }

    /// <summary>Both of its ends get a reset.</summary>
    public void End()
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose() => stop.Dispose();
}
