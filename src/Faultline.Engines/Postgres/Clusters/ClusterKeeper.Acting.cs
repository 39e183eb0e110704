using Faultline.Kernel;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>What the keeper does to servers, beside its loop, and how that ended.</summary>
internal sealed partial class ClusterKeeper
{
    /// <summary>How long a server may take to end in order before it is killed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(3);

    /// <summary>Begins an errand. What is being done to the server is broken off first, and waited for.</summary>
    private void Begin(MemberMemory member, Step? step)
    {
        var (errand, before) = (new Errand(step), member.Errand);
        before?.BreakOff();
        member.Errand = errand;
        if (step is Step.Start or Step.Apply)
        {
            member.Applied = null;
        }
        else if (step is Step.Promote && parting is { Promotes: null })
        {
            parting = parting with { Promotes = node.Now };
        }

        lock (gate)
        {
            errands.Add(errand);
        }

        errand.Task = Run(member, errand, before?.Task ?? Task.CompletedTask);
    }

    private async Task Run(MemberMemory member, Errand errand, Task before)
    {
        await before;
        Sight? said = null;
        Exception? failed = null;
        try
        {
            errand.Token.ThrowIfCancellationRequested();
            if (errand.Step is { } step)
            {
                await Act(step, errand.Token);
            }
            else
            {
                said = await Ask(member, errand.Token);
            }
        }
        catch (Exception trouble)
        {
            failed = trouble;
            if (trouble is InvariantBroken)
            {
                node.Report(trouble);
            }
        }

        lock (gate)
        {
            errands.Remove(errand);
            outcomes.Add(new(member, errand, node.Now, said, failed));
        }

        loop.Tell();
    }

    private async ValueTask Act(Step step, CancellationToken ct)
    {
        var postgres = premises.Postgres;
        switch (step)
        {
            case Step.Create create:
                await postgres.Create(create.Member, create.Server, ct);
                break;
            case Step.Restore restore:
                await postgres.Delete(restore.Member, ct);
                await postgres.Restore(restore.Member, restore.Order, ct);
                break;
            case Step.Copy copy:
                await postgres.Clone(copy.Member, copy.Upstream, ct);
                break;
            case Step.Rewind rewind:
                await postgres.Rewind(rewind.Member, rewind.Upstream, ct);
                break;
            case Step.Start start:
                await postgres.Start(start.Member, start.Settings, ct);
                break;
            case Step.Apply apply:
                await postgres.Apply(apply.Member, apply.Settings, ct);
                break;
            case Step.Promote promote:
                await Task.Delay(premises.Times.Promotion(node.Dice), node.Clock, ct);
                await postgres.Promote(promote.Member, ct);
                break;
            case Step.SetSlots slots:
                await postgres.SetSlots(slots.Member, slots.Names, ct);
                break;
            case Step.SetOwner owner:
                await postgres.SetOwner(owner.Member, owner.Owner, ct);
                break;
            default:
                await End(step, ct);
                break;
        }
    }

    private async ValueTask End(Step step, CancellationToken ct)
    {
        var postgres = premises.Postgres;
        if (postgres.Find(step.Member) is not { } server)
        {
            return;
        }

        switch (step)
        {
            case Step.Stop:
                await postgres.Stop(step.Member, Grace, ct);
                break;
            case Step.Kill:
                await postgres.Kill(step.Member);
                break;
            case Step.Fence:
                await postgres.Fence(step.Member);
                break;
            case Step.Delete:
                await postgres.Delete(step.Member, ct);
                break;
            case Step.Pause when server.Process == ServerProcess.Running:
                postgres.Pause(step.Member);
                break;
            case Step.Resume when server.Process == ServerProcess.Paused:
                postgres.Resume(step.Member);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes in how errands ended.</summary>
    private void Drain()
    {
        Outcome[] ended;
        lock (gate)
        {
            ended = [.. outcomes];
            outcomes.Clear();
        }

        foreach (var outcome in ended)
        {
            var member = outcome.Member;
            if (member.Errand == outcome.Errand)
            {
                member.Errand = null;
            }

            if (outcome.Failed is OperationCanceledException && outcome.Errand.Token.IsCancellationRequested)
            {
                continue;
            }

            if (outcome.Errand.Step is not { } step)
            {
                Take(member, outcome.Sight, outcome.At);
            }
            else if (outcome.Failed is { } trouble)
            {
                Failed(member, step, trouble);
            }
            else
            {
                Done(member, step, outcome.At);
            }
        }
    }

    private void Failed(MemberMemory member, Step step, Exception trouble)
    {
        var pause = PauseMin * Math.Pow(2, Math.Min(member.Failures, 10));
        member.Failures++;
        member.Why = trouble.Message;
        member.RetryAt = node.Now + (pause < PauseMax ? pause : PauseMax);
        member.NeedsClone |= step is Step.Rewind;
        if (trouble is not InvariantBroken)
        {
            node.Report(trouble);
        }
    }

    private void Done(MemberMemory member, Step step, DateTimeOffset at)
    {
        (member.Failures, member.Why, member.RetryAt) = (0, null, null);
        member.LookAt = at;
        switch (step)
        {
            case Step.Create or Step.Restore or Step.Copy or Step.Rewind:
                member.Forget();
                member.IsMade = true;
                break;
            case Step.Start start:
                member.Forget();
                member.Starts++;
                member.Writes = start.Settings.Upstream is null;
                Told(member, start.Settings);
                break;
            case Step.Apply apply:
                Told(member, apply.Settings);
                break;
            case Step.Promote:
                member.Forget();
                member.Writes = true;
                member.Applied = null;
                parting = parting is { Promotes: not null } ? parting with { Promoted = at } : null;
                break;
            case Step.SetSlots slots:
                member.Seen = member.Seen is { } seen ? seen with { Slots = slots.Names } : null;
                break;
            case Step.SetOwner owner:
                member.Owner = Wants.Digest(owner.Owner);
                break;
            case Step.Delete:
                member.Forget();
                member.IsDeleted = true;
                break;
            case Step.Kill or Step.Stop or Step.Fence:
                member.Forget();
                break;
            default:
                break;
        }
    }

    /// <summary>A server runs with these settings from now on.</summary>
    private void Told(MemberMemory member, ServerSettings settings)
    {
        member.Applied = settings;
        if (settings.Upstream is not null)
        {
            return;
        }

        foreach (var other in members.Values)
        {
            // Whoever commits do not wait for is to show anew that it has everything.
            other.Pace = settings.Synchronous.Contains(Wants.SlotOf(other.Key)) ? other.Pace : other.Pace.Alone();
            if (record!.Find(other.Key)?.Standing == Standing.Synced && member.Starts > 0 && member.Seen is null)
            {
                other.Pace = other.Pace.Grace(node.Now);
            }
        }
    }
}
