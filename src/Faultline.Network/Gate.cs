using System.Collections.Concurrent;

namespace Faultline.Network;

/// <summary>
/// Somebody on the way of some connections who may let nothing through, as a firewall that remembers no connections.
/// While it is shut nothing arrives and nobody is told; whatever waits goes on once it is open again.
/// </summary>
public sealed class Gate
{
    private readonly ConcurrentDictionary<Route, Route> stops = new();
    private volatile bool shut;

    internal event Action? Changed;

    public bool IsShut
    {
        get => shut;
        set
        {
            if (shut != value)
            {
                shut = value;
                Changed?.Invoke();
            }
        }
    }

    /// <summary>A way with this gate on it: the same for all connections on whose way it stands.</summary>
    internal Route On(Route way) => stops.GetOrAdd(way, static (way, gate) => way.With(gate), this);
}
