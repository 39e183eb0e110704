namespace Faultline.Engines.Postgres.Clusters;

/// <summary>What is to be done to each server, by what it is in the record and how it does.</summary>
internal sealed partial class ClusterPlan
{
    private void Do(MemberRecord member, MemberSight seen)
    {
        if (member.Standing == Standing.Leaving)
        {
            Take(seen, new Step.Delete(seen.Key));
        }
        else if (seen.IsOff)
        {
            // What is being done to it on a host without power comes to nothing too.
            if (seen.Server is { Process: not ServerProcess.None } || seen.Busy is not null)
            {
                Take(seen, new Step.Kill(seen.Key));
            }
        }
        else if (seen.IsHostPaused || seen.Hangs)
        {
            if (seen.IsRunning)
            {
                Take(seen, new Step.Pause(seen.Key));
            }
        }
        else if (seen.Server is { Process: ServerProcess.Paused })
        {
            // Whoever hung for too long is ended before it can say anything to anybody.
            Take(seen, member.Standing == Standing.Fenced ? new Step.Fence(seen.Key) : new Step.Resume(seen.Key));
        }
        else if (seen.IsReached)
        {
            DoReached(member, seen);
        }
    }

    /// <summary>Nothing is the matter with its host, or with the way there.</summary>
    private void DoReached(MemberRecord member, MemberSight seen)
    {
        if (member.Standing == Standing.Fenced && seen.Server is { IsFenced: false } && !seen.IsMade)
        {
            // Its data may be being brought behind another's just now.
            if (seen.Busy is not Step.Rewind and not Step.Copy)
            {
                Take(seen, new Step.Fence(seen.Key));
            }
        }
        else if (config.IsStopped)
        {
            // The writer first: then all that it wrote reaches the others.
            if (seen.IsRunning && (member.Key == record.Writer || !Writer.IsRunning))
            {
                Take(seen, new Step.Stop(seen.Key));
            }
        }
        else if (member.Standing is Standing.Fenced or Standing.Making)
        {
            Make(member, seen);
        }
        else if (member.Standing == Standing.Writing)
        {
            Write(seen);
        }
        else
        {
            Follow(seen);
        }
    }

    private void Make(MemberRecord member, MemberSight seen)
    {
        if (seen.IsRunning && seen.Busy is null)
        {
            Take(seen, new Step.Kill(seen.Key));
        }
        else if (member.Key == record.Writer)
        {
            Seed(seen);
        }
        else if (CanBeFollowed && Writer.Seen!.Slots.Contains(Wants.SlotOf(seen.Key))
            && UpstreamOf(seen.Key) is { } upstream)
        {
            var rewinds = member.Standing == Standing.Fenced && !seen.NeedsClone && seen.Server is not null;
            Take(seen, rewinds ? new Step.Rewind(seen.Key, upstream) : new Step.Copy(seen.Key, upstream));
        }
    }

    /// <summary>Makes the first server.</summary>
    private void Seed(MemberSight seen)
    {
        var admin = config.Admin;
        switch (config.Seed)
        {
            case ClusterSeed.Empty:
                Take(seen, new Step.Create(seen.Key, new(config.Major, admin.Name, admin.Password)));
                break;
            case ClusterSeed.Backup backup:
                Take(seen, new Step.Restore(seen.Key, new(backup.Key, admin.Name, admin.Password)
                {
                    Archive = backup.Archive,
                    Until = backup.Until,
                }));
                break;
            default:
                if (sight.HasSource && UpstreamOf(seen.Key) is { } upstream)
                {
                    Take(seen, new Step.Copy(seen.Key, upstream));
                }
                else
                {
                    LookAgain(hour + times.LookEvery);
                }

                break;
        }
    }

    private void Follow(MemberSight seen)
    {
        if (FollowingSettings(seen.Key) is not { } settings)
        {
            return;
        }

        if (!seen.IsRunning)
        {
            Take(seen, new Step.Start(seen.Key, settings));
        }
        else if (!Wants.AreSame(seen.Applied, settings))
        {
            Take(seen, new Step.Apply(seen.Key, settings));
        }
    }

    private void Write(MemberSight seen)
    {
        if (record.Stage is WriterStage.Promoting or WriterStage.Parting)
        {
            Promote(seen);
        }
        else if (WritingSettings(seen.Key) is not { } settings)
        {
            // It is not wanted any more, and we do not know what it was told: it writes until another one can.
            return;
        }
        else if (!seen.IsRunning)
        {
            Take(seen, new Step.Start(seen.Key, settings));
        }
        else if (seen.Misses >= times.LostAfter * HungTimes)
        {
            Take(seen, new Step.Kill(seen.Key));
        }
        else if (record.RestartAsked > record.Restarts && !sight.HasRestarted)
        {
            // A start that is under way is the one that was asked for: stopped, it would begin anew for ever.
            if (seen.Busy is not Step.Start start || !Wants.AreSame(start.Settings, settings))
            {
                Take(seen, new Step.Stop(seen.Key));
            }
        }
        else if (!Wants.AreSame(seen.Applied, settings))
        {
            Take(seen, new Step.Apply(seen.Key, settings));
        }
        else if (seen.Answers)
        {
            Furnish(seen);
        }
    }

    /// <summary>It is started as what it is, a standby, whatever it was before: then its promotion is one.</summary>
    private void Promote(MemberSight seen)
    {
        if (!seen.IsRunning)
        {
            if (FollowingSettings(seen.Key) is { } settings)
            {
                Take(seen, new Step.Start(seen.Key, settings));
            }
        }
        else if (MayPromote())
        {
            Take(seen, new Step.Promote(seen.Key));
        }
    }

    /// <summary>The places of those that follow it, and the owner of what is in it.</summary>
    private void Furnish(MemberSight seen)
    {
        var slots = Slots();
        if (!slots.SequenceEqual(seen.Seen!.Slots.Order(StringComparer.Ordinal)))
        {
            Take(seen, new Step.SetSlots(seen.Key, slots));
        }
        else if (!record.IsReplica && config.Owner is { } owner && Wants.Digest(owner) is var digest
            && record.Owner != digest && seen.Owner != digest)
        {
            Take(seen, new Step.SetOwner(seen.Key, owner));
        }
    }

    /// <summary>
    /// Lets a step be taken, unless something is being done to the server that it does not break into.
    /// </summary>
    private void Take(MemberSight seen, Step step)
    {
        if (seen.Busy is not null && (!step.BreaksIn || seen.Busy.GetType() == step.GetType()))
        {
            return;
        }

        if (seen.RetryAt is { } retry && retry > hour)
        {
            LookAgain(retry);
            return;
        }

        steps.Add(step);
    }
}
