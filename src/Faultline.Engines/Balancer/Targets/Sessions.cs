using Faultline.Engines.Balancer.Http2;
using Faultline.Kernel;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>Connections to one target that carry many requests at once.</summary>
internal sealed class Sessions
{
    /// <summary>One that nothing uses is closed before most targets would.</summary>
    private const int IdleTicks = 15;

    /// <summary>A target that takes no byte for so long is not waited for.</summary>
    private const int StuckTicks = 60;

    private readonly Lock gate = new();
    private readonly Turn dialing = new();
    private readonly List<Session> all = [];
    private bool closed;

    /// <summary>A strand of a connection that is there, or of a new one; null when the target takes none.</summary>
    public async ValueTask<Strand?> Open(Func<ValueTask<Session?>> dial)
    {
        if (Find() is { } known)
        {
            return known;
        }

        await dialing.Take(CancellationToken.None);
        try
        {
            if ((Find() ?? await Dial(dial)) is { } strand)
            {
                return strand;
            }

            return null;
        }
        finally
        {
            dialing.Give();
        }
    }

    /// <summary>Lets go of what nothing uses, and of what does not move.</summary>
    public void Sweep(int tick)
    {
        foreach (var session in All())
        {
            var still = session.Still(tick);
            if (session.IsSending && still > StuckTicks)
            {
                session.Reset();
            }
            else if (session.IsIdle && still > IdleTicks)
            {
                session.Leave();
            }
        }
    }

    /// <summary>What is under way goes on; what comes later ends by itself.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }

        foreach (var session in All())
        {
            session.Leave();
        }
    }

    private async ValueTask<Strand?> Dial(Func<ValueTask<Session?>> dial)
    {
        if (await dial() is not { } session)
        {
            return null;
        }

        // Others find it from here on: it has greeted by then, before anything else, and whoever dialed has his strand.
        var strand = session.Open();
        var running = session.Run();
        bool isLate;
        lock (gate)
        {
            all.Add(session);
            isLate = closed;
        }

        _ = Forget(session, running);
        if (isLate)
        {
            session.Leave();
        }

        return strand;
    }

    /// <summary>Nobody finds it any more once it has ended.</summary>
    private async Task Forget(Session session, Task running)
    {
        try
        {
            await running;
        }
        finally
        {
            lock (gate)
            {
                all.Remove(session);
            }
        }
    }

    private Strand? Find()
    {
        foreach (var session in All())
        {
            if (session.Open() is { } strand)
            {
                return strand;
            }
        }

        return null;
    }

    private List<Session> All()
    {
        lock (gate)
        {
            return [.. all];
        }
    }
}
