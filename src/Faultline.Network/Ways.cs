using System.Collections.Concurrent;
using System.Net;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;

namespace Faultline.Network;

/// <summary>
/// What lies between any two places right now: the map's distances, if they are to count, and the faults in force.
/// </summary>
public sealed class Ways : IDisposable
{
    private readonly Lock gate = new();
    private readonly LinkedList<Action> heard = new();
    private readonly ConcurrentDictionary<(Domain From, Domain To), Route> routes = new();
    private readonly ConcurrentDictionary<IPAddress, Traffic> traffic = new();
    private readonly Atlas atlas;
    private readonly Board board;
    private readonly Distances distances;
    private readonly IDisposable listening;

    public Ways(Atlas atlas, Board board, Distances distances)
    {
        (this.atlas, this.board, this.distances) = (atlas, board, distances);
        listening = board.OnChange(Tell);
    }

    /// <summary>Where clients are who are not in the cloud.</summary>
    public Domain Outside => atlas.Outside;

    /// <summary>What lies between two places right now.</summary>
    public Way Between(Domain from, Domain to) => Route(from, to).Look();

    /// <summary>The same, for whoever asks often.</summary>
    public Route Route(Domain from, Domain to) =>
        routes.TryGetValue((from, to), out var known) ? known : routes.GetOrAdd((from, to), Draw(from, to));

    /// <summary>What is carried to an address and from it, whoever carries it.</summary>
    public Traffic TrafficOf(IPAddress address) => traffic.GetOrAdd(address, static _ => new());

    /// <summary>Whether a host there has power.</summary>
    public bool HasPower(Domain at) => !board.View.Host(at).Off;

    /// <summary>Calls back after each change, until it is disposed. The callback must not wait.</summary>
    /// <remarks>The board knows one listener of ours, so that thousands of connections come and go cheaply.</remarks>
    public IDisposable OnChange(Action hear)
    {
        lock (gate)
        {
            return new Listener(this, heard.AddLast(hear));
        }
    }

    /// <summary>
    /// Waits until both routes, which have the same gate, pass; false when they did not within the limit.
    /// </summary>
    internal async Task<bool> Open(Route there, Route back, TimeSpan limit, TimeProvider clock, CancellationToken ct)
    {
        if (there.Look().Passes && back.Look().Passes)
        {
            return true;
        }

        var changed = new Signal();
        Action tell = changed.Tell;
        using var listener = OnChange(tell);
        there.Hear(tell);
        using var cancelled = ct.Register(changed.Tell);
        using var timer = changed.Timer(clock);
        var began = clock.GetTimestamp();
        try
        {
            while (!there.Look().Passes || !back.Look().Passes)
            {
                ct.ThrowIfCancellationRequested();
                var left = limit - clock.GetElapsedTime(began);
                if (left <= TimeSpan.Zero)
                {
                    return false;
                }

                Signal.Set(timer, left);
                await changed.Wait();
            }
        }
        finally
        {
            there.HearNoMore(tell);
        }

        return true;
    }

    public void Dispose() => listening.Dispose();

    private Route Draw(Domain from, Domain to) =>
        new(board, from, to, distances == Distances.None ? TimeSpan.Zero : atlas.Latency(from, to));

    private void Tell()
    {
        Action[] all;
        lock (gate)
        {
            all = [.. heard];
        }

        foreach (var each in all)
        {
            each();
        }
    }

    private sealed class Listener(Ways ways, LinkedListNode<Action> node) : IDisposable
    {
        public void Dispose()
        {
            lock (ways.gate)
            {
                if (node.List is not null)
                {
                    ways.heard.Remove(node);
                }
            }
        }
    }
}
