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
    private Splice? splice;
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

            splice = new(line, back!.Line);
            await splice.Run();
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            line.Reset();
        }
        finally
        {
            member?.End();
            back?.Close();
            splice?.Tally(Add);
            port.Closed(Guest);
        }
    }

    public void Glance(int tick)
    {
        splice?.Tally(Add);
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

    /// <summary>It was asked at the last tick, so it was not before that.</summary>
    private void Add(long heard, long told)
    {
        Volatile.Write(ref since, port.Node.Ticks - 1);
        port.Node.Counts.Add(Count.BytesIn, heard);
        port.Node.Counts.Add(Count.BytesOut, told);
        Guest?.Hear(heard);
        Guest?.Say(told);
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
