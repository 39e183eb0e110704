using System.Collections.Concurrent;

namespace Faultline.Network.Polling;

/// <summary>
/// A thread that is told by the kernel which lines are ready, and goes on with whoever waits for them. Nothing that it
/// goes on with may block it: all of its lines would stand still.
/// </summary>
internal sealed class Loop
{
    private const int EventsMax = 256;
    private const ulong BellId = 0;

    private static readonly Lazy<Loop[]> all = new(
        () => [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Loop())]);

    [ThreadStatic]
    private static Loop? current;

    private static int turns;

    private readonly int epoll = Epoll.Open();
    private readonly int bell = Epoll.Bell();
    private readonly Seats<PolledLine> seats = new();
    private readonly ConcurrentQueue<PolledLine> woken = new();

    private Loop()
    {
        Epoll.Watch(epoll, bell, Epoll.In, BellId);
        new Thread(Run) { IsBackground = true, Name = "lines" }.UnsafeStart();
    }

    /// <summary>There are such loops on this machine.</summary>
    public static bool IsHere { get; } = OperatingSystem.IsLinux();

    /// <summary>The loop that runs this code, if one does.</summary>
    public static Loop? Here => current;

    /// <summary>
    /// The loop that runs this code, so that both ends of what one carries are on one thread; elsewhere each in turn.
    /// </summary>
    public static Loop Next() =>
        current ?? all.Value[(uint)Interlocked.Increment(ref turns) % (uint)all.Value.Length];

    /// <summary>Tells the line from now on when its socket becomes ready.</summary>
    public void Join(PolledLine line, int socket)
    {
        var id = seats.Take(line);
        try
        {
            Epoll.Watch(epoll, socket, Epoll.In | Epoll.Out | Epoll.PeerEnds | Epoll.Edge, id);
        }
        catch
        {
            seats.Give(id);
            throw;
        }
    }

    /// <summary>The line is closed: whoever waits hears of it, on this thread.</summary>
    public void Leave(PolledLine line)
    {
        seats.Give(line.Seat);
        Wake(line);
    }

    /// <summary>The line looks what has become of it, on this thread.</summary>
    public void Wake(PolledLine line)
    {
        woken.Enqueue(line);
        if (current != this)
        {
            Epoll.Ring(bell);
        }
    }

    private void Run()
    {
        current = this;
        var events = new byte[EventsMax * Epoll.EventBytes];
        while (true)
        {
            var count = Epoll.Wait(epoll, events);
            for (var i = 0; i < count; i++)
            {
                var (what, id) = Epoll.Event(events, i);
                if (id == BellId)
                {
                    Epoll.Silence(bell);
                }
                else
                {
                    seats.Find(id)?.Notice(what);
                }
            }

            while (woken.TryDequeue(out var line))
            {
                line.Look();
            }
        }
    }
}
