using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>
/// An operation that cannot go on: what was begun is brought to an end, then it goes back, or stands still.
/// </summary>
internal static class Stopping
{
    public static bool IsWanted(Scene scene) =>
        scene.Operation.Cancelled is not null
        || scene.Operation.Deadline <= scene.Now
        || scene.Rows.Any(row => row.IsFailed && row.Settled == scene.Mark);

    public static void Go(Scene scene)
    {
        var isEnded = true;
        foreach (var row in scene.Rows.Where(row => row.Progress.Step != Step.None))
        {
            isEnded &= End(scene, row);
        }

        if (isEnded)
        {
            Turn(scene);
        }
    }

    /// <summary>Whether nothing is done with it any more.</summary>
    private static bool End(Scene scene, ResourceRow row)
    {
        if (scene.InFlight.Contains(row.Id))
        {
            return false;
        }

        // A call that was begun is brought to its answer: only so is it known what there is to take back.
        if (row.Progress is { Step: Step.Create or Step.Update, Tries: > 0 })
        {
            Steps.Pursue(scene, row);
            return false;
        }

        var isUpdate = row.Progress.Step is Step.Update or Step.AwaitUpdated;
        var isUntouched = row.Progress is { Step: Step.Update, Tries: 0 };
        var next = isUntouched && row.Before is { } before && row.Fate == Fate.Updated
            ? row with { Now = before.AsDeclared(), Before = null, Fate = Fate.None, Altered = null }
            : row;
        Steps.Fail(scene, next, isUpdate ? Reasons.UpdateCancelled : Reasons.CreationCancelled);
        return true;
    }

    private static void Turn(Scene scene)
    {
        var failed = scene.Rows.Where(row => row.IsFailed && row.Settled == scene.Mark).ToList();
        var what = Reasons.Failed(
            Names(failed.Where(row => row.Status == ResourceStatus.CreateFailed)),
            Names(failed.Where(row => row.Status != ResourceStatus.CreateFailed)));
        var under = scene.Operation;
        var reason = under.Cancelled ?? (under.Deadline <= scene.Now ? Reasons.TimedOut : what);
        if (under.Kind == OperationType.CreateStack)
        {
            OfCreation(scene, under, reason, what);
        }
        else if (under.OnFailure == OnFailure.DoNothing && under.Cancelled is null)
        {
            scene.Enter(StackStatus.UpdateFailed, reason, Into(Phase.Halted));
        }
        else
        {
            scene.Enter(
                under.IsImport ? StackStatus.ImportRollbackInProgress : StackStatus.UpdateRollbackInProgress,
                reason,
                Into(Phase.Backward));
        }
    }

    private static void OfCreation(Scene scene, Undertaking under, string reason, string what)
    {
        switch (under.OnFailure)
        {
            case OnFailure.DoNothing:
                scene.Enter(StackStatus.CreateFailed, reason, Into(Phase.Halted));
                break;
            case OnFailure.Delete:
                scene.Enter(StackStatus.DeleteInProgress, $"{reason}Delete requested by user.", Into(Phase.Delete));
                break;
            default:
                scene.Enter(
                    under.IsImport ? StackStatus.ImportRollbackInProgress : StackStatus.RollbackInProgress,
                    reason == what ? $"{what}Rollback requested by user." : reason,
                    Into(Phase.Backward));
                break;
        }
    }

    private static List<string> Names(IEnumerable<ResourceRow> rows) => [.. rows.Select(row => row.LogicalId)];

    private static Func<StackRow, StackRow> Into(Phase phase) =>
        row => row with { Operation = row.Operation! with { Phase = phase } };
}
