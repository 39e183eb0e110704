using System.Collections.Immutable;
using Faultline.Drills.Plans;
using Faultline.Drills.Probes;
using Faultline.Drills.Reports;
using Faultline.Drills.Runbooks;
using Faultline.Drills.Sites;
using Faultline.Wire;

namespace Faultline.Drills.Running;

/// <summary>
/// Plays a drill from its stacks to its verdict. Whatever happens, be it that somebody interrupts it, what it made is
/// removed in the end, and what it found until then is told.
/// </summary>
public sealed class Drill : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    /// <summary>A workload that cannot read back what it wrote says so by then.</summary>
    private static readonly TimeSpan CheckMax = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan CleanMax = TimeSpan.FromMinutes(15);

    private readonly ISite site;
    private readonly DrillPlan asked;
    private readonly DrillSettings settings;
    private readonly Trail trail;
    private readonly Deployment deployment;
    private readonly Experiments experiments;
    private readonly Cleaning cleaning;
    private readonly CancellationTokenSource load = new();
    private readonly List<PhaseSpan> phases = [];
    private readonly List<Mark> marks = [];
    private readonly List<Finding> findings = [];
    private readonly DateTimeOffset began;

    private DrillPlan plan;
    private IWorkload? workload;
    private Striking? striking;
    private Architecture? deployed;
    private Phase phase;
    private DateTimeOffset phaseBegan;
    private DateTimeOffset loadBegan;
    private DateTimeOffset ticked;
    private long happened;
    private bool cameBack;

    private Drill(ISite site, DrillPlan plan, DrillSettings settings)
    {
        (this.site, asked, this.plan, this.settings) = (site, plan, plan, settings);
        trail = new(settings.Journal);
        deployment = new(site, plan, trail);
        experiments = new(site, plan, trail);
        cleaning = new(site, deployment, experiments, trail);
        began = phaseBegan = site.Node.Now;
    }

    /// <summary>Plays it. Does not throw what stands in the way of the drill: that is its result.</summary>
    /// <param name="ct">Somebody interrupts it: it ends there, and cleans up.</param>
    public static async Task<DrillResult> Play(
        ISite site, DrillPlan plan, DrillSettings settings, CancellationToken ct)
    {
        using var drill = new Drill(site, plan, settings);
        return await drill.Play(ct);
    }

    public void Dispose() => load.Dispose();

    private async Task<DrillResult> Play(CancellationToken ct)
    {
        var broken = await Act(ct);
        var measured = await Check();
        var left = await Clean();
        marks.AddRange(measured.Marks);
        var result = new DrillResult(plan)
        {
            Tool = settings.Tool,
            Site = site.Says,
            Seed = settings.Seed,
            Timing = settings.Timing,
            IsSimulated = settings.IsSimulated,
            Began = began,
            Ended = site.Node.Now,
            Struck = striking?.Struck,
            Phases = [.. phases],
            Timeline = Marks.Together(marks),
            Probes = striking?.Struck is { } struck
                ? [.. measured.Probes.Select(probe => Measuring.Parts.Split(probe, struck, marks))]
                : measured.Probes,
            Seconds = measured.Seconds,
            Ledger = measured.Ledger,
            Objectives = striking?.Struck is null
                ? [] : Judging.Of(asked.Objectives, measured.Probes, measured.Ledger),
            LeftBehind = [.. left],
            Broken = broken,
        };
        return result with
        {
            Findings = [.. findings, .. striking?.Findings ?? [], .. Findings.Of(result, deployed)],
            Runbook = deployed is null ? [] : Rehearsal.Of(result, deployed),
        };
    }

    /// <summary>All phases in which something is done to the system; gives why they ended early, or null.</summary>
    private async Task<string?> Act(CancellationToken ct)
    {
        try
        {
            await Deploy(ct);
            await Warm(ct);
            await Steady(ct);
            await Strike(ct);
            await Recover(ct);
            await After(ct);
            return null;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return $"it was interrupted in the phase {phase.ToString().ToLowerInvariant()}";
        }
        catch (DrillRefused refused)
        {
            return string.Join(' ', refused.Problems);
        }
        catch (Exception failed) when (failed is AwsError or IOException)
        {
            return failed.Message;
        }
    }

    private async Task Deploy(CancellationToken ct)
    {
        Begin(Phase.Deploy, plan.Stacks.Length == 0 ? "there is nothing to deploy" : "the stacks are made");
        await Hear(keep: false, ct);
        plan = await deployment.Make(says => Tell(MarkKind.Drill, $"{says} is made"), ct);
        if (settings.Deployed is { } read)
        {
            try
            {
                deployed = await read(site, plan, ct);
            }
            catch (Exception unread) when (unread is AwsError or IOException)
            {
                findings.Add(new(Severity.Note, "What was deployed could not be read", unread.Message));
            }
        }
    }

    private async Task Warm(CancellationToken ct)
    {
        var steady = plan.Steady;
        Begin(
            Phase.Warm,
            $"the load begins, and the steady state is waited for, {steady.Within.TotalSeconds:0} s at most");
        workload = settings.Workload(site, plan);
        loadBegan = site.Node.Now;
        await workload.Start(load.Token);
        var names = new KnownNames(site, plan);
        await Wait(
            async () => await names.Lacks(ct) is var moved && (Lacks(loadBegan) ?? moved) is { } lacks
                ? $"the steady state was not reached within {steady.Within.TotalSeconds:0} s: {lacks}."
                : null,
            ct);
        workload.Renew();
    }

    private async Task Steady(CancellationToken ct)
    {
        Begin(Phase.Steady, $"the steady state is watched for {plan.Before.TotalSeconds:0} s");
        await Watch(plan.Before, ct);
        await Wait(() => new Standbys(site, plan, deployed).Lacks(ct), ct);
        if (Lacks(loadBegan) is { } lacks)
        {
            throw new DrillRefused([$"the steady state did not hold before the first strike: {lacks}."]);
        }
    }

    /// <summary>Until there is no problem any more; one that lasts ends the drill.</summary>
    private async Task Wait(Func<ValueTask<string?>> problem, CancellationToken ct)
    {
        var until = site.Node.Now + plan.Steady.Within;
        while (await problem() is { } why)
        {
            if (site.Node.Now >= until)
            {
                throw new DrillRefused([why]);
            }

            await Look(ct);
        }
    }

    private async Task Strike(CancellationToken ct)
    {
        Begin(Phase.Strike, $"{plan.Strikes.Length} strike{(plan.Strikes.Length == 1 ? "" : "s")}");
        striking = new(site, plan, settings, experiments, trail, Mark);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var play = striking.Play(at => workload!.Strike(at), end.Token);
        try
        {
            while (!play.IsCompleted)
            {
                await Look(CancellationToken.None);
            }
        }
        catch
        {
            // Whatever it is, nobody strikes any more once the drill goes on to clean up.
            end.Cancel();
            await Ended(play);
            throw;
        }

        await play;
    }

    private static async Task Ended(Task play)
    {
        try
        {
            await play;
        }
        catch (Exception known) when (known is OperationCanceledException or IOException or DrillRefused or AwsError)
        {
            // There is a reason already why the drill ends.
        }
    }

    private async Task Recover(CancellationToken ct)
    {
        Begin(Phase.Recover, $"all has struck; it has {plan.RecoverMax.TotalSeconds:0} s to come back after that");
        DateTimeOffset? over = null;
        while (true)
        {
            if (over is null && await striking!.IsOver(ct))
            {
                over = site.Node.Now;
            }

            var lacks = Lacks(striking!.Last);
            if (over is not null && lacks is null)
            {
                cameBack = true;
                Tell(MarkKind.Recovered, "the steady state holds again");
                return;
            }

            if (over + plan.RecoverMax <= site.Node.Now)
            {
                findings.Add(new(
                    Severity.Failure, "The steady state did not come back",
                    $"{plan.RecoverMax.TotalSeconds:0} s after the last strike was over it did not hold: {lacks}."));
                return;
            }

            await Look(ct);
        }
    }

    private async Task After(CancellationToken ct)
    {
        // So long that whoever measures the time to recover can see that success holds.
        var least = cameBack ? plan.Steady.For + Spare : TimeSpan.Zero;
        var span = plan.After > least ? plan.After : least;
        Begin(Phase.After, $"the steady state is watched for {span.TotalSeconds:0} s more");
        await Watch(span, ct);
        if (cameBack && Lacks(striking!.Last) is { } lacks)
        {
            findings.Add(new(
                Severity.Weakness, "The steady state came back and went again", $"{lacks}, while all was over."));
        }
    }

    /// <summary>What was measured, as far as it got; what could not be found out is a finding.</summary>
    private async Task<Measured> Check()
    {
        Begin(Phase.Check, "the load ends, and what was written is held against what is there");
        if (workload is null)
        {
            return new();
        }

        using var limit = new CancellationTokenSource(CheckMax, site.Node.Clock);
        var measured = new Measured();
        try
        {
            await workload.Stop();
            if (!cameBack)
            {
                // Nobody could read through a system that is still down.
                await cleaning.EndFaults(limit.Token);
            }

            measured = await workload.Finish(striking?.Struck, limit.Token);
            await Hear(keep: true, limit.Token);
        }
        catch (Exception failed) when (failed is AwsError or IOException or DrillRefused
            or OperationCanceledException)
        {
            findings.Add(new(Severity.Failure, "Not all could be checked", failed.Message));
        }

        load.Cancel();
        await workload.DisposeAsync();
        foreach (var problem in measured.Problems)
        {
            findings.Add(new(Severity.Failure, "Something could not be found out", problem));
        }

        return measured;
    }

    private async Task<IReadOnlyList<string>> Clean()
    {
        Begin(Phase.Clean, "what the drill made is removed");
        using var limit = new CancellationTokenSource(CleanMax, site.Node.Clock);
        var left = await cleaning.Run(settings.Keeps || !plan.Deletes, limit.Token);
        phases.Add(new(phase, phaseBegan, site.Node.Now));
        return left;
    }

    private void Begin(Phase next, string says)
    {
        var now = site.Node.Now;
        if (next != Phase.Deploy)
        {
            phases.Add(new(phase, phaseBegan, now));
        }

        (phase, phaseBegan) = (next, now);
        settings.Progress?.Began(next, says);
    }

    /// <summary>Why the steady state does not hold; it must have had the time to, since an hour.</summary>
    private string? Lacks(DateTimeOffset since) =>
        site.Node.Now - since < plan.Steady.For
            ? $"it has not held for {plan.Steady.For.TotalSeconds:0} s yet"
            : SteadyState.Lacks(plan.Steady, workload!.Look());

    private async Task Watch(TimeSpan span, CancellationToken ct)
    {
        for (var until = site.Node.Now + span; site.Node.Now < until;)
        {
            await Look(ct);
        }
    }

    /// <summary>Lets some time pass, and tells whoever listens once a second.</summary>
    private async Task Look(CancellationToken ct)
    {
        await Task.Delay(LookAgain, site.Node.Clock, ct);
        var now = site.Node.Now;
        if (settings.Progress is { } progress && now - ticked >= TickEvery)
        {
            ticked = now;
            await Hear(keep: true, ct);
            lock (marks)
            {
                progress.Ticked(new(now, phase, now - striking?.Struck, workload!.Look(), Lacks(loadBegan)));
            }
        }
    }

    /// <summary>Hears what happened in the cloud since the last time.</summary>
    private async Task Hear(bool keep, CancellationToken ct)
    {
        while (await site.Happenings(happened, ct) is { Count: > 0 } some)
        {
            happened = some[^1].Number;
            if (keep)
            {
                foreach (var each in some)
                {
                    Mark(Marks.Of(each with { Zone = plan.NameOf(each.Zone) }));
                }
            }
        }
    }

    private void Tell(MarkKind kind, string says) => Mark(new(site.Node.Now, kind, says));

    /// <summary>Strikes say so from wherever they run; whoever listens hears one thing after the other.</summary>
    private void Mark(Mark mark)
    {
        lock (marks)
        {
            marks.Add(mark);
            settings.Progress?.Marked(mark);
        }
    }
}
