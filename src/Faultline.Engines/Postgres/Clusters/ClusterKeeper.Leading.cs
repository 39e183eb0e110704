using System.Net;
using Faultline.Network;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>Where the keeper leads clients and standbys.</summary>
internal sealed partial class ClusterKeeper
{
    /// <summary>As many as PostgreSQL would ever be set up for.</summary>
    private const int ConnectionsMax = 8192;

    /// <summary>A standby may wait for its upstream: it has nothing better to do.</summary>
    private static readonly TimeSpan FeedPatience = TimeSpan.FromSeconds(10);

    private Forwarder? endpoint;
    private EndpointConfig? endpointAt;

    /// <summary>Takes in the servers that there are to be, and listens for clients and for each server.</summary>
    private async ValueTask Listen(ClusterConfig now)
    {
        foreach (var member in now.Members)
        {
            if (!members.TryGetValue(member.Key, out var known))
            {
                members.Add(member.Key, known = new(member) { Heard = node.Now });
                if (record!.Find(member.Key)?.Standing == Standing.Synced)
                {
                    known.Pace = known.Pace.Grace(node.Now);
                }
            }

            known.Config = member;
            known.Feed ??= await Feed(member);
        }

        foreach (var gone in record!.Members.Where(each => !members.ContainsKey(each.Key)).ToList())
        {
            // It left while we were away. Where it stood we do not know, and it is only to be deleted.
            members.Add(gone.Key, new(now.Members[0] with { Key = gone.Key }) { Heard = node.Now });
        }

        if (endpointAt != now.Endpoint)
        {
            await EndEndpoint();
            if (now.Endpoint is { } at)
            {
                endpoint = await Forwarder.Start(
                    node,
                    premises.Ways,
                    premises.Transport,
                    new(at.Listen, at.Here) { ConnectionsMax = ConnectionsMax },
                    (from, ct) => Receive(at, from, ct));
            }

            endpointAt = now.Endpoint;
        }
    }

    /// <summary>What lets clients through may have changed: who is connected is asked for again.</summary>
    public void Review() => Volatile.Read(ref endpoint)?.Review();

    /// <summary>Whom a client is for, if it may come at all.</summary>
    private async ValueTask<Target?> Receive(EndpointConfig at, IPEndPoint from, CancellationToken ct)
    {
        Func<bool>? passes = null;
        if (Config.Guard is { } guard && (passes = guard.Admit(from)) is null)
        {
            return Network.Target.Void(at.Here);
        }

        return Target(await Lead.Find(premises.Times.Patience, ct)) is { } target
            ? target with { Passes = passes }
            : null;
    }

    /// <summary>
    /// Listens for a server on its own host, one port above its own, or at any that is free where that is taken.
    /// </summary>
    private async Task<Forwarder> Feed(MemberConfig member)
    {
        try
        {
            return await Feed(member, member.Address.Port + 1);
        }
        catch (IOException)
        {
            return await Feed(member, 0);
        }
    }

    private Task<Forwarder> Feed(MemberConfig member, int port) => Forwarder.Start(
        node,
        premises.Ways,
        premises.Transport,
        new(new(member.Address.Address, port), member.Host),
        async (_, ct) => UpstreamOf(member.Key) is { } lead
            && await lead.Find(FeedPatience, ct) is { } upstream && upstream.Key != member.Key
                ? Target(upstream)
                : null);

    /// <summary>Whom a server follows: the writer of its cluster, or of the one that its cluster follows.</summary>
    private Lead? UpstreamOf(string key) =>
        Volatile.Read(ref record) is { IsReplica: true } known && known.Writer == key
        ? SourceOf(Config)
        : Volatile.Read(ref record) is null or { Writer: null } && Config.Follows is not null
            ? SourceOf(Config)
            : Lead;

    private Lead? SourceOf(ClusterConfig now) =>
        now.Follows is { } follows ? premises.Source(follows.Region, follows.Cluster) : null;

    private Target? Target(MemberConfig? member) => member is null
        ? null
        : Network.Target.Address(member.Host, premises.Transport, member.Address);

    /// <summary>Says whom connections are for now.</summary>
    private void Direct(ClusterConfig now)
    {
        var writer = record!.Writer is { } key && members.TryGetValue(key, out var known)
            && premises.Postgres.Find(key) is { Process: not ServerProcess.None }
            && !known.IsOff && (known.Writes || (record.IsReplica && record.Stage == WriterStage.Open))
                ? known
                : null;
        Lead.Set(writer?.Config, writer?.Seen, closed: now.IsStopped || record.Failed is not null);
    }

    /// <summary>
    /// Another one is to write: connections to whoever did break, and no standby hears of it any more.
    /// </summary>
    private void Break(ClusterConfig now)
    {
        Direct(now);
        endpoint?.Reset();
        foreach (var member in members.Values)
        {
            member.Feed?.Reset();
        }
    }

    private async ValueTask EndForwarders()
    {
        await EndEndpoint();
        foreach (var member in members.Values)
        {
            await EndFeed(member);
        }
    }

    private async ValueTask EndEndpoint()
    {
        if (endpoint is not null)
        {
            await endpoint.DisposeAsync();
            (endpoint, endpointAt) = (null, null);
        }
    }

    private static async ValueTask EndFeed(MemberMemory member)
    {
        if (member.Feed is { } feed)
        {
            member.Feed = null;
            await feed.DisposeAsync();
        }
    }
}
