using System.Net;
using Faultline.Engines.Balancer.Logs;
using Faultline.Engines.Balancer.Rules;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Layer4;

/// <summary>A client's connection that is carried to one target as it is.</summary>
internal sealed class Pass(Port port, Line line) : IConnection
{
    private const int AttemptsMax = 3;

    private readonly List<Member> tried = [];
    private int since = port.Node.Ticks;
    private readonly Lock counting = new();

    /// <summary>
    /// What went each way, and what of it the node has counted. All connections share the node's counts: to add to
    /// them for each chunk would have the processors wait for each other.
    /// </summary>
    private long heard, told, heardCounted, toldCounted;

    private Member? member;
    private Group? group;
    private Back? back;

    /// <summary>The connection as logs know it; null when nobody wanted to know as it began.</summary>
    public Guest? Guest { get; init; }

    public async Task Run()
    {
        try
        {
            if (port.Plan.Rules.Find(default) is not Act.Send send || send.Pick(port.Node.Dice) is not { } chosen
                || !await Reach(chosen))
            {
                port.Node.Counts.Add(Count.ConnectionsRejected);
                line.Reset();
                return;
            }

            if (chosen.Config.TellsClient && line.Peer is { } client)
            {
                var here = new IPEndPoint(port.Node.Config.Address, port.Config.Port);
                await back!.Line.Send(ProxyHeader.Of(chosen.Config.ProxyVersion, client, here));
            }

            await Splice.Run(line, back!.Line, Heard, Told);
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            line.Reset();
        }
        finally
        {
            member?.End();
            back?.Close();
            Tally();
            port.Closed(Guest);
        }
    }

    public void Glance(int tick)
    {
        Tally();
        var isLost = member is { } to && group is { } of
            && ((of.Config.ResetsUnhealthy && to.Health.State == TargetHealth.Unhealthy && !to.Config.Drains)
                || (of.Config.ResetsDrained && !of.Config.Targets.Any(each => each.Key == to.Config.Key)));
        if (isLost || port.IsOver || tick - Volatile.Read(ref since) > port.Plan.IdleTicks)
        {
            Reset();
        }
    }

    public void Reset()
    {
        line.Reset();
        back?.Line.Reset();
    }

    private void Heard(int bytes)
    {
        Volatile.Write(ref since, port.Node.Ticks);
        Volatile.Write(ref heard, heard + bytes);
        Guest?.Hear(bytes);
    }

    private void Told(int bytes)
    {
        Volatile.Write(ref since, port.Node.Ticks);
        Volatile.Write(ref told, told + bytes);
        Guest?.Say(bytes);
    }

    private void Tally()
    {
        lock (counting)
        {
            var (coming, going) = (Volatile.Read(ref heard) - heardCounted, Volatile.Read(ref told) - toldCounted);
            (heardCounted, toldCounted) = (heardCounted + coming, toldCounted + going);
            port.Node.Counts.Add(Count.BytesIn, coming);
            port.Node.Counts.Add(Count.BytesOut, going);
        }
    }

    private async ValueTask<bool> Reach(Group chosen)
    {
        group = chosen;
        for (var tries = 0; tries < AttemptsMax && chosen.Pick(tried, line.Peer) is { } next; tries++)
        {
            next.Begin();
            var clock = port.Node.Node.Clock;
            var began = clock.GetTimestamp();
            back = await port.Node.Dial(chosen.Config, next);
            if (back is not null)
            {
                chosen.Took(clock.GetElapsedTime(began));
                member = next;
                return true;
            }

            next.End();
            tried.Add(next);
        }

        return false;
    }
}
