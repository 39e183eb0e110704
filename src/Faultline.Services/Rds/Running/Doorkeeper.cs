using System.Net;
using Faultline.Engines.Postgres.Clusters;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// Who gets through to the endpoint of one instance: its groups, and the networks around it, as of the last look.
/// </summary>
internal sealed class Doorkeeper : IEndpointGuard
{
    private Sight? sight;

    /// <summary>Says whether what it knows is other than before.</summary>
    public bool Look(INetworks networks, object of, Func<Guarded?> at)
    {
        if (sight is { } known && ReferenceEquals(known.Networks, networks) && ReferenceEquals(known.Of, of))
        {
            return false;
        }

        Volatile.Write(ref sight, new(networks, of, at()));
        return true;
    }

    public Func<bool>? Admit(IPEndPoint client)
    {
        if (Volatile.Read(ref sight) is not { At: { } at } now)
        {
            return Passes(client, isTracked: false);
        }

        return now.Networks.Admits(client, at, isTracked: false)
            ? Passes(client, now.Networks.Tracks(client, at))
            : null;
    }

    private Func<bool> Passes(IPEndPoint client, bool isTracked) => () =>
        Volatile.Read(ref sight) is not { At: { } at } now || now.Networks.Admits(client, at, isTracked);

    /// <summary>The networks, and what it was made of.</summary>
    private sealed record Sight(INetworks Networks, object Of, Guarded? At);
}
