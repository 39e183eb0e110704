using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>
/// The way back to the edition before: what was changed is changed back, what was replaced stands again.
/// </summary>
internal static class Backward
{
    public static void Go(Scene scene)
    {
        foreach (var row in scene.Rows.Where(row => row.Fate == Fate.Made))
        {
            var isImported = scene.Operation.Imported.ContainsKey(row.LogicalId);
            Leaving.Leave(
                scene, row, row.Now,
                isImported ? Leaving.Retain : Leaving.AfterCreation(row.Now, scene.Operation));
            scene.Remove(row);
        }

        foreach (var row in scene.Rows.Where(row => row.Fate != Fate.None && !HasFailed(scene, row)))
        {
            var at = row;
            if (row.Progress.Step == Step.None)
            {
                if (!(row.Before?.Needs ?? []).All(each => IsBack(scene, each)))
                {
                    continue;
                }

                at = Begin(scene, row);
            }

            Steps.Pursue(scene, at);
        }

        foreach (var row in scene.Rows.Where(row => row is { IsFailed: true, Fate: Fate.None }
            && row.Settled == scene.Operation.Id))
        {
            // It was never touched: it is what it was.
            scene.Enter(row with { Settled = scene.Mark }, ResourceStatus.UpdateComplete);
        }

        End(scene);
    }

    private static ResourceRow Begin(Scene scene, ResourceRow row)
    {
        if (scene.Operation.Spared.Contains(row.LogicalId))
        {
            var spared = row with { Now = row.Before!.AsDeclared(), Before = null, Altered = null, Fate = Fate.None };
            if (row.Fate == Fate.Replaced)
            {
                Leaving.Leave(scene, row, row.Now, Leaving.Delete);
            }

            return scene.Enter(spared with { Settled = scene.Mark }, ResourceStatus.UpdateComplete);
        }

        if (row.Fate == Fate.Replaced)
        {
            Leaving.Leave(scene, row, row.Now, Leaving.AfterCreation(row.Now, scene.Operation));
            var back = row with { Now = row.Before!, Settled = scene.Mark };
            if (row.Altered is null)
            {
                scene.Enter(back, ResourceStatus.UpdateInProgress);
                Steps.Complete(scene, back);
                return scene.Row(row.LogicalId)!;
            }

            return scene.Enter(
                back with { Fate = Fate.Updated, Progress = new(Step.Update, scene.Now) },
                ResourceStatus.UpdateInProgress);
        }

        // Whether what failed changed something nobody knows: it is told all that was wanted, and changes that back.
        return scene.Enter(
            row with
            {
                Altered = row.Now.Properties != row.Before!.Properties
                    ? row.Now.Properties
                    : row.Altered ?? row.Now.Properties,
                Now = row.Before,
                Progress = new(Step.Update, scene.Now),
            },
            ResourceStatus.UpdateInProgress);
    }

    private static void End(Scene scene)
    {
        if (scene.Rows.Any(row => row.Fate != Fate.None && !HasFailed(scene, row)))
        {
            return;
        }

        var failed = scene.Rows.Where(row => HasFailed(scene, row)).Select(row => row.LogicalId).ToList();
        var isImport = scene.Operation.IsImport;
        if (failed.Count > 0)
        {
            scene.Enter(
                isImport ? StackStatus.ImportRollbackFailed : StackStatus.UpdateRollbackFailed,
                Reasons.Failed([], failed),
                row => row with { Operation = row.Operation! with { Phase = Phase.Halted } });
        }
        else if (isImport)
        {
            scene.Change(under => under with { Phase = Phase.BackwardCleanup });
        }
        else
        {
            scene.Enter(
                StackStatus.UpdateRollbackCompleteCleanupInProgress,
                null,
                row => row with { Operation = row.Operation! with { Phase = Phase.BackwardCleanup } });
        }
    }

    private static bool HasFailed(Scene scene, ResourceRow row) => row.IsFailed && row.Settled == scene.Mark;

    private static bool IsBack(Scene scene, string logicalId) => scene.Row(logicalId) is null or { Fate: Fate.None };
}
