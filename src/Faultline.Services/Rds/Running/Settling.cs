using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// What becomes of instances by themselves, as time goes by and as the engine brings about what is wanted. Pure.
/// </summary>
internal static class Settling
{
    /// <summary>Takes every step that is due for an instance, and puts it where it changed.</summary>
    /// <param name="view">Its cluster; null while the engine has none of it.</param>
    /// <param name="isApplied">The engine has what is wanted of it now.</param>
    public static InstanceRow Settle(Moment moment, InstanceRow row, ClusterView? view, bool isApplied, Room room)
    {
        var before = row;
        row = view is null ? row : Hearing.Hear(moment, row, view);
        row = WithGroup(moment, row);
        row = moment.Placing.Rooted(moment.State, row);
        row = Step(moment, row, view, isApplied);
        row = Filling.Step(moment, row, view, isApplied, room);
        row = StartAgain(moment, row);
        row = Pending.IsDue(row, moment.Now) ? Pending.Apply(moment, row) : row;
        row = Standing.Show(row, moment.Placing);
        if (!ReferenceEquals(before, row))
        {
            moment.State.Instances.Put(row);
        }

        return row;
    }

    /// <summary>The engine is bringing about what is wanted.</summary>
    public static bool IsUnderWay(InstanceRow row, DateTimeOffset now) => !(row.Due > now)
        && row.Status is Life.Creating or Life.Modifying or Life.Renaming or Life.ResettingCredentials or Life.Rebooting
            or Life.Starting or Life.Stopping;

    /// <summary>When the next step is due that nobody tells of.</summary>
    public static DateTimeOffset? Next(InstanceRow row, DateTimeOffset now, StorageTimes storage) =>
        new[]
        {
            row.Due > now ? row.Due : null,
            row.IsStopped ? row.Shown.AutomaticRestartTime : null,
            Pending.MayApply(row) ? Pending.Hour(row, now) : null,
            StorageGrowth.Again(row, now, storage),
        }.Min();

    /// <summary>The cluster is as it is wanted, and takes what clients send.</summary>
    private static bool IsReady(InstanceRow row, ClusterView view) =>
        Answers(row, view)
        && view.Members.Count == row.Members.Count
        && row.Members.TrueForAll(own => view.Members.Any(member => member.Key == own.Key && IsReady(row, member)));

    private static bool IsReady(InstanceRow row, MemberView member) =>
        member.Phase == MemberPhase.Writing
        || (member.Phase == MemberPhase.Following && (member.IsInSync || row.Follows is not null));

    private static bool Answers(InstanceRow row, ClusterView view) =>
        view.Phase == ClusterPhase.Available
        && view.Restarts >= row.Restarts
        && view.Failovers >= row.Failovers
        && (row.Password is null || view.IsOwnerSet)
        && (row.Follows is null || view.IsFed);

    private static InstanceRow Step(Moment moment, InstanceRow row, ClusterView? view, bool isApplied)
    {
        if (row.IsPromoted && row.Due <= moment.Now)
        {
            if (row.Follows is { } source && moment.State.Instances.Find(source.Cluster) is { } own)
            {
                moment.State.Instances.Put(Farewell.Without(own, row.Id));
            }

            row = row with { IsPromoted = false, Follows = null, Due = null };
            return row.With(shown => shown.ReadReplicaSourceDBInstanceIdentifier = null);
        }

        if (view is null || !isApplied || row.Due > moment.Now)
        {
            return row;
        }

        return row.Status switch
        {
            Life.Creating when view.Phase == ClusterPhase.Failed => Failed(moment, row, view),
            Life.Creating when IsReady(row, view) => Made(moment, row),
            _ when row.IsShut => row,
            Life.Modifying or Life.Renaming or Life.ResettingCredentials when IsReady(row, view) => Done(moment, row),
            Life.Rebooting when Answers(row, view) => Done(moment, row),
            Life.Starting when view.Phase == ClusterPhase.Available => Done(moment, row),
            Life.Stopping when view.Phase == ClusterPhase.Stopped => row.In(Life.Stopped),
            _ => row,
        };
    }

    private static InstanceRow Made(Moment moment, InstanceRow row)
    {
        var isRestored = row.Seed is ClusterSeed.Backup;
        row = (row with { IsMade = true }).With(shown =>
        {
            // The first snapshot is taken before it is available, as in AWS: nobody who waits for it meets that.
            shown.DBInstanceStatus = shown.BackupRetentionPeriod > 0 ? Life.BackingUp : Life.Available;
            shown.InstanceCreateTime = moment.Now;
        });
        moment.Say(row, row.Announces ?? Says.Created, isRestored ? Says.Restoration : Says.Creation);
        if (row.Follows is not null)
        {
            moment.Say(row, Says.ReplicationResumed, Says.ReadReplica);
        }

        return row;
    }

    private static InstanceRow Failed(Moment moment, InstanceRow row, ClusterView view)
    {
        row = row.In(row.Seed is ClusterSeed.Backup ? Life.IncompatibleRestore : Life.Failed);
        moment.Say(row, $"The DB instance creation failed. {view.Why}", Says.Failure);
        return row;
    }

    private static InstanceRow Done(Moment moment, InstanceRow row)
    {
        row.Finishes.ForEach(message => moment.Say(row, message, Says.Change));
        return (row with { Finishes = [], Due = null }).In(Life.Available);
    }

    /// <summary>What its parameter group says now, as far as that comes into force without a restart.</summary>
    private static InstanceRow WithGroup(Moment moment, InstanceRow row)
    {
        var name = row.Shown.DBParameterGroups![0].DBParameterGroupName!;
        if (ParameterGroups.Find(moment.State, moment.Region, row.Account, name) is not { } group)
        {
            return row;
        }

        var inForce = row.InForce.Now(group);
        return inForce.IsAs(row.InForce) ? row : row with { InForce = inForce };
    }

    private static InstanceRow StartAgain(Moment moment, InstanceRow row)
    {
        if (row.Status != Life.Stopped || row.Shown.AutomaticRestartTime > moment.Now)
        {
            return row;
        }

        moment.Say(row, Says.StartedByItself, Says.Notification);
        return Power.Start(moment.State, moment.Region, row);
    }
}
