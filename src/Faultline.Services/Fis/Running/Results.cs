using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;

namespace Faultline.Services.Fis.Running;

/// <summary>
/// What the outcome of an order makes of an experiment. Pure. One that comes too late, for what is not asked any more,
/// changes nothing.
/// </summary>
internal static class Results
{
    public static ExperimentRow Take(ExperimentRow row, Order order, Outcome outcome, DateTimeOffset now)
    {
        if (order.Deed == Deed.Deliver)
        {
            return outcome is Outcome.Delivered delivered
                ? row with { Lines = row.Lines[Math.Min(delivered.Lines, row.Lines.Length)..] }
                : row;
        }

        if (row.IsOver)
        {
            return row;
        }

        return order.Deed switch
        {
            Deed.Prepare when row.Status == ExperimentStatus.Initiating => Prepared(row, outcome, now),
            Deed.Watch when outcome is Outcome.Over over => Course.Stop(row, over.Verdict),
            Deed.Begin or Deed.Ask or Deed.End when row.Runs.FirstOrDefault(
                run => run.Name == order.Action) is { } run => Acted(row, run, order.Deed, outcome, now),
            _ => row,
        };
    }

    public static ExperimentRow Put(ExperimentRow row, ActionRun run)
    {
        var before = row.Runs.First(each => each.Name == run.Name);
        return run == before ? row : row with { Runs = row.Runs.Replace(before, run) };
    }

    /// <summary>Nothing was done, and nothing will be.</summary>
    public static ActionRun Unbegun(ActionRun run, string outcome, string? reason) => run with
    {
        Phase = Phase.Over,
        Outcome = outcome,
        Reason = reason ?? Says.Action(outcome),
    };

    /// <summary>Nothing is left to be done for an action that had begun.</summary>
    public static ExperimentRow End(ExperimentRow row, ActionRun run, DateTimeOffset now)
    {
        run = run with { Phase = Phase.Over, Ended = now, Reason = run.Reason ?? Says.Action(run.Outcome!) };
        row = Put(row, run);
        if (run.Outcome == ExperimentActionStatus.Failed)
        {
            row = Records.Add(row, now, Records.ActionError(row, run));
        }

        return Records.Add(row, now, Records.ActionEnd(row, run));
    }

    private static ExperimentRow Prepared(ExperimentRow row, Outcome outcome, DateTimeOffset now)
    {
        if (outcome is not Outcome.Prepared prepared)
        {
            return outcome switch
            {
                Outcome.Over over => Course.Stop(Told(row, over.Verdict, now), over.Verdict),
                Outcome.Refused refused =>
                    Course.Stop(row, Says.Unprepared(refused.Code, "experiment", refused.Reason)),
                _ => row,
            };
        }

        row = Records.Resolved(row with { Found = prepared.Found }, now);
        var empty = row.Asked.ExperimentOptions?.EmptyTargetResolutionMode == EmptyTargetResolutionMode.Skip
            ? null
            : Course.Used(row).FirstOrDefault(name => !row.Found.Any(found => found.Target == name));
        return empty is null
            ? row with { Status = ExperimentStatus.Running, Reason = Says.Of(ExperimentStatus.Running) }
            : Course.Stop(row, Says.Unprepared(Says.InvalidTarget, $"targets.{empty}", Says.EmptyTarget));
    }

    /// <summary>Where it was a target that could not be resolved, the log says so.</summary>
    private static ExperimentRow Told(ExperimentRow row, Verdict verdict, DateTimeOffset now) =>
        verdict.Location?.Split('.', 2) is ["targets", var name] && row.Asked.Targets?.ContainsKey(name) == true
            ? Records.Unresolved(row, now, name, verdict.Reason)
            : row;

    private static ExperimentRow Acted(
        ExperimentRow row, ActionRun run, Deed deed, Outcome outcome, DateTimeOffset now) => (deed, outcome) switch
    {
        (Deed.Begin, Outcome.Begun begun) when run.Phase == Phase.Beginning =>
            Put(row, run with { Phase = Phase.Running, Kept = begun.Kept }),
        (Deed.Begin, Outcome.Refused refused) when run.Phase == Phase.Beginning => Fail(row, run, refused, now),

        // Whoever is out of reach is asked again.
        (Deed.Ask, Outcome.Refused { Code: not Says.Dependent } refused) when run.Phase == Phase.Running =>
            Fail(row, run, refused, now),
        (Deed.Ask, Outcome.Done) when run.Phase == Phase.Running =>
            Put(row, run with { Phase = Phase.Ending, Ending = now, Outcome = ExperimentActionStatus.Completed }),
        (Deed.End, Outcome.Done) when run.Phase == Phase.Ending => End(row, run, now),
        (Deed.End, Outcome.Refused refused) when run.Phase == Phase.Ending && run.Ending + Course.Patience <= now =>
            End(
                Course.Stop(row, Says.Failed(run.Name, refused.Code, refused.Reason)),
                run with
                {
                    Outcome = ExperimentActionStatus.Failed,
                    Reason = Says.Short($"What the action did could not be put right: {refused.Reason}"),
                },
                now),
        _ => row,
    };

    /// <summary>An action fails, and puts right what it did so far.</summary>
    private static ExperimentRow Fail(
        ExperimentRow row, ActionRun run, Outcome.Refused refused, DateTimeOffset now) => Put(
            Course.Stop(row, Says.Failed(run.Name, refused.Code, refused.Reason)),
            run with
            {
                Phase = Phase.Ending,
                Ending = now,
                Outcome = ExperimentActionStatus.Failed,
                Reason = Says.Short(refused.Reason),
            });
}
