using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>The steps of one resource, from the first try to the event that says how it ended.</summary>
internal static class Steps
{
    /// <summary>Goes on with what is being done with it.</summary>
    public static void Pursue(Scene scene, ResourceRow row)
    {
        if (row.Progress.Step == Step.AwaitSignals)
        {
            Signalling.Look(scene, row);
            return;
        }

        if (row.Progress.Step == Step.None
            || scene.Take(row.Id, row.Progress, _ => Order(scene, row)) is not { } progress)
        {
            return;
        }

        // From here on its service may have heard of it.
        scene.Put(row with
        {
            Progress = progress,
            Now = row.Progress.Step == Step.Create ? row.Now with { IsUncertain = true } : row.Now,
        });
    }

    public static void Complete(Scene scene, ResourceRow row)
    {
        var isBack = scene.Operation.Phase == Phase.Backward;
        var isImport = scene.Operation.Imported.ContainsKey(row.LogicalId);
        var next = row with
        {
            Now = isBack ? row.Now.AsDeclared() : row.Now,
            Progress = Progress.None,
            Altered = row.Fate == Fate.Replaced && !isBack ? row.Altered : null,
            Fate = isBack ? Fate.None : row.Fate,
            Before = isBack ? null : row.Before,
            Rolling = null,
            Settled = scene.Mark,
        };
        scene.Enter(
            next,
            isImport ? ResourceStatus.ImportComplete
                : row.Fate == Fate.Made && !isBack ? ResourceStatus.CreateComplete
                : ResourceStatus.UpdateComplete,
            isImport ? Reasons.ImportDone : null);
    }

    public static void Fail(Scene scene, ResourceRow row, string reason)
    {
        var isImport = scene.Operation.Imported.ContainsKey(row.LogicalId);
        scene.Enter(
            row with { Progress = Progress.None, Settled = scene.Mark },
            isImport ? ResourceStatus.ImportFailed
                : row.Fate == Fate.Made ? ResourceStatus.CreateFailed
                : ResourceStatus.UpdateFailed,
            reason);
    }

    private static Order Order(Scene scene, ResourceRow row) =>
        new(row.Id, scene.Stack, row.LogicalId, row.Now, row.Progress.Step)
        {
            Before = row.Altered,
            Since = row.Progress.Since,
            Rolling = row.Rolling,
            IsImport = scene.Operation.Imported.ContainsKey(row.LogicalId),
        };
}
