using System.Collections.Immutable;
using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Templates;

namespace Faultline.Services.Fis.Running;

/// <summary>
/// The course of an experiment: what of it begins, goes on and ends at an hour, and what is to be done for that. Pure.
/// What an action is asked for is in its row before it is asked, so that it is asked again after a crash.
/// </summary>
internal static class Course
{
    /// <summary>For so long it is tried to put things right, and to deliver the log of what is over.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>The row as it stands at that hour, and what is to be done for it.</summary>
    public static Step Next(ExperimentRow row, Catalogue catalogue, bool isEngaged, DateTimeOffset now)
    {
        if (row.IsOver)
        {
            row = now >= row.Ended + Patience ? row with { Lines = [] } : row;
        }
        else
        {
            row = Open(isEngaged ? Stop(row, IsBegun(row) ? Says.ByLever : Says.NeverBegun) : row, now);
            if (row.Status == ExperimentStatus.Running && row.Started + Limits.ExperimentMost <= now)
            {
                row = Stop(row, Says.TooLong);
            }

            row = row.Status is ExperimentStatus.Running or ExperimentStatus.Stopping
                ? Settle(row, catalogue, now)
                : row;
        }

        return new(row, [.. Orders(row)], Due(row));
    }

    /// <summary>Begins what is pending, once its time has come.</summary>
    public static ExperimentRow Open(ExperimentRow row, DateTimeOffset now)
    {
        if (row.Status != ExperimentStatus.Pending || now < Opens(row))
        {
            return row;
        }

        row = row with
        {
            Status = ExperimentStatus.Initiating,
            Reason = Says.Of(ExperimentStatus.Initiating),
            Started = now,
        };
        row = Records.Add(row, now, Records.ExperimentStart(row));
        return Used(row).Aggregate(row, (log, name) => Records.Add(log, now, Records.ResolutionStart(name, now)));
    }

    /// <summary>It does not go on: from now on everything only ends. The first verdict stands.</summary>
    public static ExperimentRow Stop(ExperimentRow row, Verdict verdict) => row.IsOver || row.Verdict is not null
        ? row
        : row with
        {
            Verdict = verdict,
            Status = ExperimentStatus.Stopping,
            Reason = Says.Of(ExperimentStatus.Stopping),
        };

    /// <summary>The targets that actions use.</summary>
    public static IEnumerable<string> Used(ExperimentRow row) => (row.Asked.Actions ?? [])
        .SelectMany(action => action.Value.Targets?.Values.AsEnumerable() ?? [])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    public static TimeSpan? Lasts(ExperimentRow row, string action) =>
        Durations.LastingOf(row.Asked.Actions![action].Parameters);

    /// <summary>The alarms that stop it.</summary>
    public static IEnumerable<(string Account, string Name)> Alarms(ExperimentRow row) =>
        (row.Asked.StopConditions ?? []).Select(stop => TemplateRules.AlarmOf(stop.Value)).OfType<(string, string)>();

    private static bool IsBegun(ExperimentRow row) => row.Status == ExperimentStatus.Running;

    private static DateTimeOffset Opens(ExperimentRow row) =>
        row.Created + (Durations.Read(row.Asked.ExperimentReportConfiguration?.PreExperimentDuration) ?? default);

    /// <summary>All that follows from how far the actions are, until nothing more does.</summary>
    private static ExperimentRow Settle(ExperimentRow row, Catalogue catalogue, DateTimeOffset now)
    {
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            for (var i = 0; i < row.Runs.Length; i++)
            {
                var after = Settle(row, row.Runs[i], catalogue, now);
                isChanged |= after != row;
                row = after;
            }
        }

        if (row.Runs.Any(run => run.Phase != Phase.Over))
        {
            return row;
        }

        row = row with
        {
            Status = row.Verdict?.Status ?? ExperimentStatus.Completed,
            Reason = row.Verdict?.Reason ?? Says.Completed,
            Ended = now,
        };
        return Records.Add(row, now, Records.ExperimentEnd(row));
    }

    private static ExperimentRow Settle(ExperimentRow row, ActionRun run, Catalogue catalogue, DateTimeOffset now)
    {
        var acts = catalogue.Find(row.Asked.Actions![run.Name].ActionId)?.Acts is not null;
        switch (run.Phase)
        {
            case Phase.Waiting when row.Verdict is not null:
                return Results.Put(row, Results.Unbegun(run, ExperimentActionStatus.Cancelled, null));
            case Phase.Waiting when row.SkipsActions:
                return Results.Put(row, Results.Unbegun(run, ExperimentActionStatus.Skipped, null));
            case Phase.Waiting when IsAimless(row, run):
                return Results.Put(row, Results.Unbegun(run, ExperimentActionStatus.Skipped, Says.EmptyTarget));
            case Phase.Waiting when IsReady(row, run):
                row = Results.Put(row, run with { Phase = Phase.Beginning, Began = now });
                return Records.Add(row, now, Records.ActionStart(row, run.Name, now));
            case Phase.Beginning or Phase.Running or Phase.Ending when !acts:
                // Another Faultline knew it.
                return Results.End(
                    Stop(row, Says.Failed(run.Name, Says.Internal, Says.NotHere)),
                    run with { Outcome = ExperimentActionStatus.Failed, Reason = Says.NotHere },
                    now);
            case Phase.Running when row.Verdict is not null:
                return Results.Put(
                    row, run with { Phase = Phase.Ending, Ending = now, Outcome = ExperimentActionStatus.Stopped });
            case Phase.Running when Lasts(row, run.Name) is { } span && run.Began + span <= now:
                return Results.Put(
                    row, run with { Phase = Phase.Ending, Ending = now, Outcome = ExperimentActionStatus.Completed });
            default:
                return row;
        }
    }

    /// <summary>All that it starts after are over, and not too many are under way.</summary>
    private static bool IsReady(ExperimentRow row, ActionRun run) =>
        (row.Asked.Actions![run.Name].StartAfter ?? []).TrueForAll(earlier =>
            row.Runs.Any(each => each.Name == earlier && each.Phase == Phase.Over))
        && row.Runs.Count(each => each.IsUnderWay) < Limits.ParallelActions;

    /// <summary>A target of it was resolved to nothing.</summary>
    private static bool IsAimless(ExperimentRow row, ActionRun run) =>
        (row.Asked.Actions![run.Name].Targets?.Values.AsEnumerable() ?? [])
        .Any(target => !row.Found.Any(found => found.Target == target));

    private static IEnumerable<Order> Orders(ExperimentRow row)
    {
        if (row.Status == ExperimentStatus.Initiating)
        {
            yield return new(row.Id, Deed.Prepare);
        }

        if (row.Status == ExperimentStatus.Running && Alarms(row).Any())
        {
            yield return new(row.Id, Deed.Watch);
        }

        foreach (var run in row.Runs)
        {
            Deed? deed = run.Phase switch
            {
                Phase.Beginning => Deed.Begin,
                Phase.Running => Deed.Ask,
                Phase.Ending => Deed.End,
                _ => null,
            };
            if (deed is { } asked)
            {
                yield return new(row.Id, asked, run.Name);
            }
        }

        if (!row.Lines.IsEmpty)
        {
            yield return new(row.Id, Deed.Deliver);
        }
    }

    /// <summary>When time alone changes something.</summary>
    private static DateTimeOffset? Due(ExperimentRow row) => row switch
    {
        { IsOver: true, Lines.IsEmpty: false } => row.Ended + Patience,
        { IsOver: true } => row.Ended + Limits.ExperimentsKept,
        { Status: ExperimentStatus.Pending } => Opens(row),
        { Status: ExperimentStatus.Running } => row.Runs
            .Where(run => run.Phase == Phase.Running)
            .Select(run => run.Began + Lasts(row, run.Name))
            .Append(row.Started + Limits.ExperimentMost)
            .Min(),
        _ => null,
    };
}
