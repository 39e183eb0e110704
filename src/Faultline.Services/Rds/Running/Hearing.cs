using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Timeline;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Running;

/// <summary>What happened to a cluster, in AWS's words: each event once, over restarts too. Pure.</summary>
internal static class Hearing
{
    public static InstanceRow Hear(Moment moment, InstanceRow row, ClusterView view)
    {
        foreach (var heard in view.Events.Where(heard => heard.Number > row.Heard))
        {
            Tell(moment, row, heard);
            row = row with { Heard = heard.Number };
        }

        return view.Writer is { } writer && writer != row.Writer && row.Members.Exists(each => each.Key == writer)
            ? row with { Writer = writer }
            : row;
    }

    private static void Tell(Moment moment, InstanceRow row, ClusterEvent heard)
    {
        if (!row.IsMade)
        {
            return; // Whoever makes it says what came of it.
        }

        switch (heard.Kind)
        {
            case ClusterEventKind.WriterLost when row.Members.Count < 2:
                moment.Say(row, Says.Shutdown, Says.Availability);
                moment.Say(row, Says.RecoveryStarted, Says.Recovery);
                break;
            case ClusterEventKind.Recovered:
                moment.Say(row, Says.RecoveryComplete, Says.Recovery);
                break;
            case ClusterEventKind.FailoverBegan:
                moment.Say(row, Says.FailoverStarted, Says.Failover, HappeningKind.DatabaseMoves);
                break;
            case ClusterEventKind.FailoverEnded:
                moment.Say(row, Says.Restarted, Says.Availability);
                moment.Say(row, Says.FailoverCompleted, Says.Failover, HappeningKind.DatabaseMoved);
                break;
            case ClusterEventKind.FailoverRefused:
                moment.Say(row, $"Abandoning user requested failover: {heard.Why}", Says.Failover);
                break;
            case ClusterEventKind.Restarted:
                moment.Say(row, Says.Restarted, Says.Availability);
                break;
            case ClusterEventKind.Stopped when !row.IsShut:
                moment.Say(row, Says.Stopped, Says.Notification);
                break;
            case ClusterEventKind.Started when row.Status == Life.Starting:
                moment.Say(row, Says.Started, Says.Notification);
                break;
            case ClusterEventKind.Started when row.Status == Life.Modifying:
                // Its storage was full, and is larger now.
                moment.Say(row, Says.Restarted, Says.Availability);
                break;
            case ClusterEventKind.StandbyLost when row.Status == Life.Available:
                moment.Say(row, Says.StandbyRecoveryStarted, Says.Recovery);
                break;
            case ClusterEventKind.StandbyReady when row.Status == Life.Available:
                moment.Say(row, Says.StandbyRecoveryCompleted, Says.Recovery);
                break;
            case ClusterEventKind.Promoted:
                moment.Say(row, Says.ReplicationTerminated, Says.ReadReplica);
                break;
            case ClusterEventKind.FeedLost:
                moment.Say(row, Says.ReplicationStopped, Says.ReadReplica);
                break;
            case ClusterEventKind.FeedBack:
                moment.Say(row, Says.ReplicationResumed, Says.ReadReplica);
                break;
            default:
                break;
        }
    }
}
