namespace Faultline.Engines.Postgres.Clusters;

/// <summary>What is to be written down next, if anything is.</summary>
internal sealed partial class ClusterPlan
{
    private ClusterRecord? Changed() =>
        record.Failed is not null ? null
        : Joined() ?? Left() ?? NotMade() ?? Made() ?? Rebuilt() ?? Parted() ?? Opened() ?? Owned() ?? Complete()
            ?? FailedOver() ?? Moved() ?? Down() ?? Restarted() ?? Stopped() ?? Dropped() ?? Synced() ?? Fed();

    private ClusterRecord? Joined()
    {
        if (config.Members.FirstOrDefault(member => record.Find(member.Key) is null) is not { } fresh)
        {
            return null;
        }

        var next = record.With(fresh.Key, Standing.Making);
        return record.Writer is not null
            ? next
            : next with { Writer = fresh.Key, Epoch = 1, IsReplica = config.Follows is not null };
    }

    private ClusterRecord? Left()
    {
        foreach (var member in record.Members.Where(each => ConfigOf(each.Key) is null && each.Key != record.Writer))
        {
            if (member.Standing != Standing.Leaving)
            {
                return record.With(member with { Standing = Standing.Leaving });
            }

            if (sight.Of(member.Key).IsDeleted)
            {
                return record.Without(member.Key);
            }
        }

        return null;
    }

    private ClusterRecord? NotMade()
    {
        if (record.IsMade || record.WriterRecord?.Standing != Standing.Making)
        {
            return null;
        }

        var tries = config.Seed is ClusterSeed.Source ? int.MaxValue : MakingTriesMax;
        var why = sight.Lacks ?? (Writer.Failures >= tries ? Writer.Why ?? "It could not be made." : null);
        return why is null
            ? null
            : (record with { Failed = why }).Say(ClusterEventKind.MakingFailed, hour, record.Writer, why);
    }

    private ClusterRecord? Made()
    {
        var made = record.Members.FirstOrDefault(member =>
            member.Standing is Standing.Making or Standing.Fenced && sight.Of(member.Key).IsMade);
        return made is null
            ? null
            : record.With(made.Key, made.Key == record.Writer ? Standing.Writing : Standing.Following);
    }

    /// <summary>Who cannot follow any more, though it could if its data were right, is made anew.</summary>
    private ClusterRecord? Rebuilt()
    {
        foreach (var member in record.Members)
        {
            var seen = sight.Of(member.Key);
            var isFollower = member.Standing == Standing.Following
                || (member.Standing == Standing.Writing && record.IsReplica);
            if (isFollower && seen.Busy is null && (seen.Server is null
                || (seen.StarvesSince is { } since && hour - since >= times.LookEvery * StarvingLooks)))
            {
                var next = record.With(member.Key, Standing.Making);
                return member.Key == record.Writer ? next with { Stage = WriterStage.Fresh } : next;
            }
        }

        return null;
    }

    /// <summary>A read replica is to be a cluster of its own.</summary>
    private ClusterRecord? Parted() =>
        record.IsReplica && config.Follows is null && record.WriterRecord?.Standing == Standing.Writing
            ? record with
            {
                IsReplica = false, LacksFeed = false, Stage = WriterStage.Parting, Epoch = record.Epoch + 1,
            }
            : null;

    private ClusterRecord? Opened()
    {
        var isThere = record.IsReplica ? Writer.Answers && Writer.Seen!.IsStandby : Writer.Writes && Writer.IsRunning;
        if (record.Stage == WriterStage.Open || record.WriterRecord?.Standing != Standing.Writing || !isThere)
        {
            return null;
        }

        var next = record with
        {
            Stage = WriterStage.Open,
            IsDown = false,
            Failovers = Math.Max(record.Failovers, record.FailoverAsked),
            FailoverAsked = 0,
            Restarts = Math.Max(record.Restarts, record.RestartAsked),
        };
        return record.Stage switch
        {
            WriterStage.Promoting =>
                next.Say(ClusterEventKind.FailoverEnded, hour, record.Writer, parts: sight.Parts),
            WriterStage.Parting => next.Say(ClusterEventKind.Promoted, hour, record.Writer),
            _ => next,
        };
    }

    private ClusterRecord? Owned()
    {
        if (Writer.Owner is not { } digest || digest == record.Owner)
        {
            return null;
        }

        var next = record with { Owner = digest };
        return record.IsMade ? next.Say(ClusterEventKind.OwnerSet, hour) : next;
    }

    /// <summary>It is there for clients, for the first time.</summary>
    private ClusterRecord? Complete() =>
        !record.IsMade && CanBeFollowed
        && (record.IsReplica || config.Owner is null || record.Owner == Wants.Digest(config.Owner))
            ? (record with { IsMade = true, Restarts = config.Restarts, Failovers = config.Failovers })
                .Say(ClusterEventKind.Made, hour, record.Writer)
            : null;

    private ClusterRecord? FailedOver()
    {
        if (record.Stage != WriterStage.Open || config.IsStopped || record.IsReplica)
        {
            return null;
        }

        var (loss, isUnwanted) = (Loss(Writer), ConfigOf(record.Writer!) is null);
        var isAsked = record.IsMade && config.Failovers > record.Failovers;
        if (loss is null && !isUnwanted && !isAsked)
        {
            return null;
        }

        if (config.Members.FirstOrDefault(member => IsCandidate(member.Key)) is not { } candidate)
        {
            return isAsked && (loss is null || !record.Synced.Any()) ? Refused() : null;
        }

        var old = record.Writer!;
        var next = record with
        {
            Epoch = record.Epoch + 1,
            Writer = candidate.Key,
            Stage = WriterStage.Promoting,
            FailoverAsked = isAsked ? config.Failovers : 0,
            IsDown = false,
            Members = [.. record.Members.Select(member => member with
            {
                Standing = member.Key == old ? Standing.Fenced
                    : member.Key == candidate.Key ? Standing.Writing
                    : member.Standing == Standing.Synced ? Standing.Following
                    : member.Standing,
                Until = member.Key == old ? hour + times.Lease : member.Until,
            })],
        };
        next = loss is null || record.IsDown ? next : next.Say(ClusterEventKind.WriterLost, hour, old, loss);
        var why = loss ?? (isAsked ? "It was asked for." : "The writer is to leave.");
        return next.Say(ClusterEventKind.FailoverBegan, hour, candidate.Key, why);
    }

    private ClusterRecord Refused()
    {
        var why = config.Members.Count < 2 ? "There is no standby." : "No standby is in sync and well.";
        return (record with { Failovers = config.Failovers })
            .Say(ClusterEventKind.FailoverRefused, hour, record.Writer, why);
    }

    /// <summary>Any member of a read replica can be fed: none of them has anything that its source has not.</summary>
    private ClusterRecord? Moved()
    {
        if (!record.IsReplica || record.Stage != WriterStage.Open || config.IsStopped
            || (!IsLost(Writer) && ConfigOf(record.Writer!) is not null))
        {
            return null;
        }

        var other = config.Members.FirstOrDefault(member =>
            record.Find(member.Key)?.Standing == Standing.Following && sight.Of(member.Key).Answers);
        return other is null
            ? null
            : (record with { Writer = other.Key, Epoch = record.Epoch + 1 })
                .With(record.Writer!, Standing.Following)
                .With(other.Key, Standing.Writing);
    }

    /// <summary>Nobody answers and nobody can take over, or somebody answers again.</summary>
    private ClusterRecord? Down()
    {
        if (record.Stage != WriterStage.Open || !record.IsMade || config.IsStopped || record.IsStopped)
        {
            return null;
        }

        return !record.IsDown && Loss(Writer) is { } why
            ? (record with { IsDown = true }).Say(ClusterEventKind.WriterLost, hour, record.Writer, why)
            : record.IsDown && CanBeFollowed
                ? (record with { IsDown = false }).Say(ClusterEventKind.Recovered, hour, record.Writer)
                : null;
    }

    private ClusterRecord? Restarted()
    {
        if (!record.IsMade || record.Stage != WriterStage.Open || config.IsStopped || record.IsStopped)
        {
            return null;
        }

        if (record.RestartAsked <= record.Restarts)
        {
            return config.Restarts > record.Restarts ? record with { RestartAsked = config.Restarts } : null;
        }

        return sight.HasRestarted && CanBeFollowed
            ? (record with { Restarts = record.RestartAsked })
                .Say(ClusterEventKind.Restarted, hour, record.Writer)
            : null;
    }

    private ClusterRecord? Stopped()
    {
        if (config.IsStopped && !record.IsStopped && record.IsMade
            && record.Members.All(
                member => sight.Of(member.Key) is { Server: null or { Process: ServerProcess.None } }))
        {
            return (record with { IsStopped = true, IsDown = false, Restarts = config.Restarts })
                .Say(ClusterEventKind.Stopped, hour);
        }

        return record.IsStopped && !config.IsStopped && CanBeFollowed
            ? (record with { IsStopped = false, Restarts = config.Restarts }).Say(ClusterEventKind.Started, hour)
            : null;
    }

    /// <summary>Who lags may not take over any more. That is kept before commits no longer wait for it.</summary>
    private ClusterRecord? Dropped()
    {
        if (!CanBeFollowed || record.IsReplica || config.IsStopped)
        {
            return null;
        }

        if (record.Synced.FirstOrDefault(
            member => hour - sight.Of(member.Key).ConfirmedAt >= times.LagMax) is { } lost)
        {
            return record.With(lost.Key, Standing.Following).Say(ClusterEventKind.StandbyLost, hour, lost.Key);
        }

        return record.Synced.Count() > Synchronous
            ? record.With(record.Synced.Last().Key, Standing.Following)
            : null;
    }

    /// <summary>Commits wait for it and it has everything: it may take over.</summary>
    private ClusterRecord? Synced()
    {
        // While it is told something it is not sure for whom it waits.
        if (!CanBeFollowed || Writer.Busy is not null || record.IsReplica || config.IsStopped
            || record.Synced.Count() >= Synchronous)
        {
            return null;
        }

        var slots = Writer.Applied?.Synchronous ?? [];
        return config.Members.FirstOrDefault(member => KeepsUp(member.Key) && sight.Of(member.Key).IsReady
            && slots.Contains(Wants.SlotOf(member.Key))) is { } ready
                ? record.With(ready.Key, Standing.Synced).Say(ClusterEventKind.StandbyReady, hour, ready.Key)
                : null;
    }

    private ClusterRecord? Fed()
    {
        if (!record.IsReplica || record.Stage != WriterStage.Open || !Writer.Answers)
        {
            return null;
        }

        return !record.LacksFeed && Writer.UnfedSince is { } since && hour - since >= times.LagMax
            ? (record with { LacksFeed = true }).Say(ClusterEventKind.FeedLost, hour, record.Writer)
            : record.LacksFeed && Writer.Seen!.IsFed
                ? (record with { LacksFeed = false }).Say(ClusterEventKind.FeedBack, hour, record.Writer)
                : null;
    }
}
