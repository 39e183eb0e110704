using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Services.Worldwide;
using Faultline.Wire;
using Faultline.Wire.Routing;

namespace Faultline.Drills.Running;

/// <summary>Strikes along the time line of a plan, and knows when what was struck is over.</summary>
internal sealed class Striking(
    ISite site, DrillPlan plan, DrillSettings settings, Experiments experiments, Trail trail, Action<Mark> mark)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <summary>Should nobody be there to end it, a fault ends by itself a while after its drill would.</summary>
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(10);

    private readonly Lock turn = new();
    private readonly List<TrailEntry> running = [];
    private readonly List<Finding> findings = [];
    private DateTimeOffset faultsOver;
    private Late late = new(default);

    /// <summary>When the first strike began.</summary>
    public DateTimeOffset? Struck { get; private set; }

    /// <summary>When the last one had struck.</summary>
    public DateTimeOffset Last { get; private set; }

    /// <summary>What went wrong with steps of the runbook. To be read once all has struck.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Strikes, each at its time; returns once all have. What cannot strike ends the drill.</summary>
    public async Task Play(Action<DateTimeOffset> begins, CancellationToken ct)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var start = site.Node.Now;
        Struck = Last = start;
        late = new(start);
        begins(start);
        var (all, step) = (new List<Task>(), Task.CompletedTask);
        foreach (var strike in plan.Strikes)
        {
            // A runbook is gone through in order: a step begins once the one before it is done.
            var isStep = strike is CallStrike { IsRecovery: true };
            all.Add(At(start + strike.At, strike, isStep ? step : Task.CompletedTask, together));
            step = isStep ? all[^1] : step;
        }

        await Task.WhenAll(all);
        Last = site.Node.Now;
    }

    /// <summary>What lasts for a time is over, once all has struck.</summary>
    public async ValueTask<bool> IsOver(CancellationToken ct)
    {
        if (site.Node.Now < faultsOver)
        {
            return false;
        }

        foreach (var experiment in running.ToArray())
        {
            var (isOver, failed) = await experiments.Look(experiment.Id, ct);
            if (!isOver)
            {
                return false;
            }

            running.Remove(experiment);
            if (failed is not null)
            {
                Find(new(Severity.Failure, "An experiment failed", $"{experiment.Id}: {failed}"));
            }
        }

        return true;
    }

    private async Task At(DateTimeOffset at, StrikePlan strike, Task before, CancellationTokenSource together)
    {
        try
        {
            if (at - site.Node.Now is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, site.Node.Clock, together.Token);
            }

            await before;
            await Act(strike, together.Token);
        }
        catch
        {
            // The others need not wait for their times any more.
            together.Cancel();
            throw;
        }
    }

    private async Task Act(StrikePlan strike, CancellationToken ct)
    {
        var (began, works) = (site.Node.Now, true);
        switch (strike)
        {
            case FaultStrike fault:
                await Begin(fault);
                break;
            case ExperimentStrike experiment:
                Runs(await experiments.Begin(experiment.Template, ct));
                break;
            case ScenarioStrike scenario:
                Runs(await experiments.Begin(Template(scenario), ct));
                break;
            case CallStrike call:
                works = await Call(call, ct);
                break;
            case SqlStrike sql:
                await Run(sql, ct);
                break;
        }

        var kind = strike is CallStrike { IsRecovery: true } ? works ? MarkKind.Step : MarkKind.StepFailed
            : strike is FaultStrike ? MarkKind.Drill : MarkKind.Struck;
        mark(new(began, kind, Says(strike)) { Step = (strike as CallStrike)?.Step });
    }

    private async ValueTask Begin(FaultStrike fault)
    {
        // Not given up half-way: a fault whose id nobody knows could not be ended.
        var span = fault.For ?? plan.RecoverMax + plan.After + Spare;
        var id = await site.Begin(new(fault.Kind, fault.Given, span, Leftovers.Door), CancellationToken.None);
        trail.Add(new(TrailKind.Fault, plan.Region, id));
        lock (turn)
        {
            if (fault.For is not null && site.Node.Now + span is var over && over > faultsOver)
            {
                faultsOver = over;
            }
        }
    }

    private void Runs(TrailEntry experiment)
    {
        lock (turn)
        {
            running.Add(experiment);
        }
    }

    private void Find(Finding finding)
    {
        lock (turn)
        {
            findings.Add(finding);
        }
    }

    private string Template(ScenarioStrike scenario)
    {
        if (settings.Scenario is not { } build)
        {
            throw new DrillRefused([$"there are no scenarios here, and so no '{scenario.Scenario}'."]);
        }

        try
        {
            return build(scenario.Scenario, scenario.Parameters);
        }
        catch (Exception refused) when (refused is not InvariantBroken)
        {
            // The library has its own kind of refusal, which says all that is wrong.
            throw new DrillRefused([refused.Message]);
        }
    }

    /// <summary>
    /// A step of a runbook is tried again as a person would; anything else has to work at once. Says whether it did
    /// what it was for.
    /// </summary>
    private async ValueTask<bool> Call(CallStrike call, CancellationToken ct)
    {
        var until = site.Node.Now + plan.RecoverMax;
        while (true)
        {
            try
            {
                await Ask(call.Region, call.Service, call.Operation, late.Fill(call.Input), meetsFaults: true, ct);
                break;
            }
            catch (Exception failed) when (failed is AwsError or IOException)
            {
                if (!call.IsRecovery)
                {
                    throw new DrillRefused([$"{call.Service}:{call.Operation} failed: {failed.Message}"]);
                }

                if (site.Node.Now >= until)
                {
                    Find(new(
                        Severity.Failure, $"A step of the runbook never worked: {Says(call)}", failed.Message)
                    {
                        Advice = "Recover by what needs no control plane, or prepare it beforehand.",
                    });
                    return false;
                }
            }

            await Task.Delay(AskAgain, site.Node.Clock, ct);
        }

        return call.Then is not { } then || await Wait(call, then, ct);
    }

    private async ValueTask<bool> Wait(CallStrike call, WaitPlan then, CancellationToken ct)
    {
        var output = Catalog.Default.ById(then.Service)!.Model.Find(then.Operation)!.Output;
        var until = site.Node.Now + then.Within;
        while (true)
        {
            string? found = null;
            var answer = "";
            try
            {
                answer = await Ask(
                    call.Region, then.Service, then.Operation, late.Fill(then.Input), meetsFaults: true, ct);
                found = AnswerPath.Find(answer, output, then.Path);
            }
            catch (Exception failed) when (failed is AwsError or IOException)
            {
                found = failed.Message;
            }

            if (found == then.Value)
            {
                foreach (var (name, path) in then.Keep)
                {
                    late.Keep(name, AnswerPath.Find(answer, output, path) ?? "");
                }

                return true;
            }

            if (site.Node.Now >= until)
            {
                Find(new(
                    Severity.Failure,
                    $"After {call.Service}:{call.Operation}, {then.Path} did not become {then.Value}",
                    found is null
                        ? $"Nothing stood there after {then.Within.TotalSeconds:0} s."
                        : $"It was '{found}' after {then.Within.TotalSeconds:0} s."));
                return false;
            }

            await Task.Delay(AskAgain, site.Node.Clock, ct);
        }
    }

    private ValueTask<string> Ask(
        string? region, string service, string operation, string input, bool meetsFaults, CancellationToken ct) =>
        site.Ask(
            region ?? plan.Region, Catalog.Default.ById(service)!.Model, operation, input, meetsFaults, ct);

    private async ValueTask Run(SqlStrike strike, CancellationToken ct)
    {
        try
        {
            await using var database = await site.Connect(AddressOf(strike.Database), ct);
            await database.Run(strike.Sql, ct);
        }
        catch (IOException failed)
        {
            throw new DrillRefused([$"the SQL failed: {failed.Message}"]);
        }
    }

    private static DatabaseAddress AddressOf(DatabasePlan database) =>
        int.TryParse(database.Port, out var port)
            ? new(database.Host, port, database.Database, database.User, database.Password)
            {
                Timeout = TimeSpan.FromSeconds(30),
            }
            : throw new DrillRefused([$"the port of a database is a number; not '{database.Port}'."]);

    private static string Says(StrikePlan strike) => strike.Says.Length > 0 ? strike.Says : strike switch
    {
        FaultStrike fault => $"{fault.Kind} {string.Join(' ', fault.Given.Select(each => $"{each.Key}={each.Value}"))}",
        ScenarioStrike scenario => $"the scenario {scenario.Scenario}",
        ExperimentStrike => "an experiment of FIS",
        CallStrike call => $"{call.Service}:{call.Operation}",
        _ => "SQL at a database",
    };
}
