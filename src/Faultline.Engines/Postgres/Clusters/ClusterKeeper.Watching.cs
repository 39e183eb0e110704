using Faultline.Kernel.Places;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>What the keeper sees: hosts and ways by the board, processes, leases, and what servers say.</summary>
internal sealed partial class ClusterKeeper
{
    /// <summary>What the source has written and when, so that it can be told how old what a replica shows is.</summary>
    private const int HistoryMax = 512;

    private readonly Queue<(DateTimeOffset At, long Written)> history = new();
    private string? struck;

    /// <summary>Where we stand: what reaches the region reaches us.</summary>
    private static Domain Here(ClusterConfig now) => now.Members[0].Host.Region!;

    /// <summary>Takes in how hosts and ways do, and lets those who can be heard be heard.</summary>
    private void Watch(ClusterConfig now)
    {
        var (hour, board) = (node.Now, premises.Board.View);
        foreach (var member in members.Values)
        {
            var host = member.Config.Host;
            var (own, place) = (board.Host(host, member.Key), board.Host(host));
            var whole = board.Host(host, now.KnownAs ?? now.Name);

            // A fault that is for the cluster is for whoever wrote when it began.
            if (whole != place)
            {
                struck ??= record!.Members.FirstOrDefault(each => each.Standing == Standing.Fenced)?.Key
                    ?? record.Writer;
            }

            var isStruck = whole != place && struck == member.Key;
            member.IsOff = own.Off || (isStruck && whole.Off);
            member.IsHostPaused = place.Paused;
            member.Hangs = own.Paused || (isStruck && whole.Paused);
            var (there, back) = (premises.Ways.Between(Here(now), host), premises.Ways.Between(host, Here(now)));
            member.IsReached = there.Passes && back.Passes;
            if (premises.Postgres.Find(member.Key) is not { Process: not ServerProcess.None })
            {
                // Whoever cannot be reached may have ended or not: it goes on not to answer.
                (member.Seen, member.Writes, member.UnfedSince, member.StarvesSince) = (null, false, null, null);
                member.Misses = member.IsReached ? 0 : member.Misses;
            }

            if (member.Key == record!.Writer && record.Stage == WriterStage.Open
                && (there.Passes || IsHeardOfStandby(member)))
            {
                member.Heard = hour;
            }
        }

        if (members.Values.Select(member => member.Config.Host)
            .All(host => board.Host(host, now.KnownAs ?? now.Name) == board.Host(host)))
        {
            struck = null;
        }
    }

    /// <summary>A standby that commits wait for runs, follows it, and gets through to it.</summary>
    private bool IsHeardOfStandby(MemberMemory writer) => record!.Synced.Any(each =>
        members[each.Key] is { IsOff: false, IsHostPaused: false, Hangs: false } standby
        && premises.Postgres.Find(each.Key)?.Process == ServerProcess.Running
        && premises.Ways.Between(standby.Config.Host, writer.Config.Host).Passes);

    /// <summary>
    /// What is on the host of each server does so by itself, whether we get through or not: a writer that another one
    /// may replace, and that has heard of nobody for too long, is ended.
    /// </summary>
    private async ValueTask EndOverdue(ClusterConfig now)
    {
        foreach (var member in members.Values.ToList())
        {
            if (IsOverdue(now, member) && !member.IsHostPaused && !member.IsOff
                && premises.Postgres.Find(member.Key) is { Process: not ServerProcess.None })
            {
                member.Errand?.BreakOff();
                await (member.Errand?.Task ?? Task.CompletedTask);
                await premises.Postgres.Kill(member.Key);
                (member.Seen, member.Writes) = (null, false);
            }
        }
    }

    private bool IsOverdue(ClusterConfig now, MemberMemory member)
    {
        var known = record!.Find(member.Key);
        var hasLease = known is not null && !record.IsReplica
            && ((member.Key == record.Writer && record.Stage == WriterStage.Open && record.Synced.Any())
                || known.Standing == Standing.Fenced || known.Until is not null);
        return hasLease && node.Now >= LeaseOf(member);
    }

    private DateTimeOffset LeaseOf(MemberMemory member) => member.Heard + premises.Times.Lease;

    private ClusterSight See(ClusterConfig now) => new(members.ToDictionary(
        each => each.Key, each => See(each.Value), StringComparer.Ordinal))
    {
        Lacks = premises.Postgres.Lacks ?? (premises.Postgres.Versions.Any(version => version.Major == now.Major)
            ? null
            : $"PostgreSQL {now.Major} is not installed."),
        HasSource = SourceOf(now)?.Writer is not null,
        HasRestarted = record!.RestartAsked > record.Restarts && restart.Asked == record.RestartAsked
            && members[record.Writer!].Starts > restart.Starts,
        Parts = parting is { Promotes: { } promotes, Promoted: { } promoted }
            ? new(
                parting.Decided - parting.Answered,
                promotes - parting.Decided,
                promoted - promotes,
                node.Now - promoted)
            : null,
    };

    private MemberSight See(MemberMemory member) => new(member.Key)
    {
        IsOff = member.IsOff,
        IsHostPaused = member.IsHostPaused,
        Hangs = member.Hangs,
        IsReached = member.IsReached,
        Server = premises.Postgres.Find(member.Key),
        Busy = member.Errand?.Step,
        Seen = member.Seen,
        Misses = member.Misses,
        Writes = member.Writes,
        IsMade = member.IsMade,
        NeedsClone = member.NeedsClone,
        IsDeleted = member.IsDeleted,
        Owner = member.Owner,
        Failures = member.Failures,
        Why = member.Why,
        RetryAt = member.RetryAt,
        Applied = member.Applied,
        LeaseUntil = LeaseOf(member),
        ConfirmedAt = member.Pace.ConfirmedAt,
        IsReady = member.Pace.IsReady,
        UnfedSince = member.UnfedSince,
        StarvesSince = member.StarvesSince,
        Feed = member.Feed?.At,
    };

    /// <summary>Begins to look at those whose turn it is; gives when the next one's is.</summary>
    private DateTimeOffset? LookAround(ClusterConfig now)
    {
        if (record!.Failed is not null)
        {
            return null;
        }

        var hour = node.Now;
        var again = hour + premises.Times.LookEvery;
        foreach (var member in members.Values)
        {
            // Of whom nobody can reach it is not known whether they run.
            var isThere = !member.IsOff && premises.Postgres.Find(member.Key) is { } server
                && (server.Process != ServerProcess.None || !member.IsReached);
            if (isThere && member.Errand is null && member.LookAt <= hour)
            {
                member.LookAt = hour + premises.Times.LookEvery;
                Begin(member, null);
            }

            if (member.LookAt > hour && member.LookAt < again)
            {
                again = member.LookAt;
            }

            // Whoever is to end itself does so on time.
            if (isThere && LeaseOf(member) is var lease && lease > hour && lease < again)
            {
                again = lease;
            }
        }

        return record.IsStopped && now.IsStopped && members.Values.All(member => member.Errand is null) ? null : again;
    }

    /// <summary>Asks a server how it does, through what lies between us; null where no answer came in time.</summary>
    private async Task<Sight?> Ask(MemberMemory member, CancellationToken ct)
    {
        var (host, limit) = (member.Config.Host, premises.Times.LookLimit);
        var (there, back) = (premises.Ways.Between(Here(Config), host), premises.Ways.Between(host, Here(Config)));
        var late = there.Passes && back.Passes ? there.Delay(node.Dice) + back.Delay(node.Dice) : limit;
        if (late >= limit)
        {
            await Task.Delay(limit, node.Clock, ct);
            return null;
        }

        var sight = await premises.Postgres.Look(member.Key, limit - late, ct);
        return sight.Answers && premises.Ways.Between(host, Here(Config)).Passes ? sight : null;
    }

    /// <summary>Takes in what a server said.</summary>
    private void Take(MemberMemory member, Sight? said, DateTimeOffset at)
    {
        if (said is null)
        {
            member.Misses++;
            return;
        }

        (member.Seen, member.Misses, member.Writes, member.AnsweredAt) = (said, 0, !said.IsStandby, at);
        if (member.RetryAt is null || member.RetryAt <= at)
        {
            (member.Failures, member.Why) = (0, null);
        }

        if (said.IsStandby)
        {
            member.UnfedSince = said.IsFed ? null : member.UnfedSince ?? at;
            member.StarvesSince = said.IsFed || !HasFood(member) ? null : member.StarvesSince ?? at;
        }

        if (member.Key == record!.Writer && !said.IsStandby)
        {
            foreach (var other in members.Values.Where(other => other != member))
            {
                var slot = Wants.SlotOf(other.Key);
                other.Pace = other.Pace.See(said.Followers.FirstOrDefault(each => each.Slot == slot), said.Written, at);
            }
        }
    }

    /// <summary>Its upstream is there, has a place for it, and the way between them is open.</summary>
    private bool HasFood(MemberMemory member)
    {
        var lead = UpstreamOf(member.Key);
        return lead?.Writer is { } upstream && upstream.Key != member.Key && lead.Seen is not null
            && premises.Ways.Between(member.Config.Host, upstream.Host).Passes
            && premises.Ways.Between(upstream.Host, member.Config.Host).Passes;
    }
}
