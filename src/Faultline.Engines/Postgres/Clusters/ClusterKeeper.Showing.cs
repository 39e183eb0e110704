namespace Faultline.Engines.Postgres.Clusters;

/// <summary>What the keeper shows of its cluster.</summary>
internal sealed partial class ClusterKeeper
{
    private void Show(ClusterConfig now)
    {
        Remember(now);
        var (known, before) = (record!, View);
        var writer = known.Writer is { } key ? members.GetValueOrDefault(key) : null;
        var seen = writer?.Seen;
        var next = new ClusterView(now.Name, Phase(now))
        {
            Writer = known.Writer,
            Members = [.. known.Members.Select(Show)],
            NeedsRestart = seen?.NeedsRestart ?? before.NeedsRestart,
            Restarts = known.Restarts,
            Failovers = known.Failovers,
            IsOwnerSet = now.Owner is not null && known.Owner == Wants.Digest(now.Owner),
            Lag = known.IsReplica && seen is not null ? Lag(seen) : null,
            IsFed = known.IsReplica && seen is { IsFed: true },
            Why = known.Failed,
            ArchivedUntil = seen?.ArchivedUntil ?? before.ArchivedUntil,
            Sight = seen ?? before.Sight,
            Events = known.Events,
        };
        Backed = known.Synced.Select(each => members[each.Key]).FirstOrDefault(IsWell)?.Key
            ?? (writer is not null && IsWell(writer) ? writer.Key : null);
        Volatile.Write(ref view, next);
        if (Differs(before, next))
        {
            premises.Changed();
        }
    }

    /// <summary>All that is known, for whoever reads why a story failed.</summary>
    public string Describe() => record is null
        ? "nothing is known"
        : $"{record with { Events = [] }}\n{string.Join('\n', See(Config).Members.Values)}";

    private bool IsWell(MemberMemory member) => See(member).Answers && !member.IsHostPaused && !member.Hangs;

    private ClusterPhase Phase(ClusterConfig now)
    {
        var known = record!;
        var writes = known.Writer is { } key && members[key] is var writer && writer.Misses < premises.Times.LostAfter
            && !writer.IsOff && writer.IsReached && premises.Postgres.Find(key)?.Process == ServerProcess.Running
            && (writer.Writes || (known.IsReplica && writer.Seen is not null));
        return known.Failed is not null ? ClusterPhase.Failed
            : now.IsStopped && known.IsMade ? known.IsStopped ? ClusterPhase.Stopped : ClusterPhase.Stopping
            : !known.IsMade ? ClusterPhase.Making
            : known.IsStopped ? ClusterPhase.Starting
            : known.Stage == WriterStage.Promoting ? ClusterPhase.FailingOver
            : known.RestartAsked > known.Restarts ? ClusterPhase.Restarting
            : writes && !known.IsDown ? ClusterPhase.Available
            : ClusterPhase.Down;
    }

    private MemberView Show(MemberRecord each)
    {
        var member = members[each.Key];
        var server = premises.Postgres.Find(each.Key);
        var isUp = server?.Process == ServerProcess.Running && member.IsReached && !member.IsOff
            && member.Misses < premises.Times.LostAfter;
        var phase = each.Standing switch
        {
            Standing.Making => MemberPhase.Making,
            Standing.Fenced => MemberPhase.Fenced,
            _ when record!.IsStopped && Config.IsStopped => MemberPhase.Stopped,
            _ when !isUp => MemberPhase.Down,
            Standing.Writing when !record!.IsReplica && record.Stage == WriterStage.Open => MemberPhase.Writing,
            _ => MemberPhase.Following,
        };
        return new(each.Key, phase)
        {
            IsInSync = each.Standing == Standing.Synced,
            Lag = member.Seen is { IsStandby: true } seen ? seen.Lag : null,
        };
    }

    /// <summary>Notes what the source has written by now.</summary>
    private void Remember(ClusterConfig now)
    {
        if (!record!.IsReplica || SourceOf(now)?.Seen is not { } source
            || (history.Count > 0 && history.Last().At >= source.At))
        {
            return;
        }

        history.Enqueue((source.At, source.Written));
        if (history.Count > HistoryMax)
        {
            history.Dequeue();
        }
    }

    /// <summary>
    /// How long ago the source first had more than the replica shows; what the replica says itself where that is more.
    /// A replica behind a cut hears of nothing, and takes itself to be up to date.
    /// </summary>
    private TimeSpan? Lag(Sight seen)
    {
        while (history.Count > 1 && history.ElementAt(1).Written <= seen.Applied)
        {
            history.Dequeue();
        }

        if (history.Count == 0 || history.Last().Written <= seen.Applied)
        {
            return seen.Lag;
        }

        var since = node.Now - history.Peek().At;
        return seen.Lag > since ? seen.Lag : since;
    }

    private static bool Differs(ClusterView before, ClusterView next) =>
        before.Phase != next.Phase || before.Writer != next.Writer || before.NeedsRestart != next.NeedsRestart
        || before.Restarts != next.Restarts || before.Failovers != next.Failovers
        || before.IsOwnerSet != next.IsOwnerSet || before.IsFed != next.IsFed || before.Why != next.Why
        || before.Events.Count != next.Events.Count
        || (next.Events.Count > 0 && before.Events[^1].Number != next.Events[^1].Number)
        || !before.Members.Select(Shape).SequenceEqual(next.Members.Select(Shape));

    private static (string Key, MemberPhase Phase, bool IsInSync) Shape(MemberView member) =>
        (member.Key, member.Phase, member.IsInSync);
}
