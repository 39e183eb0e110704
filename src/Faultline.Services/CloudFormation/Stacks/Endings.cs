using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>How operations end.</summary>
internal static class Endings
{
    public static void CreationRolledBack(Scene scene, IReadOnlyList<string> failed)
    {
        if (failed.Count > 0)
        {
            scene.Enter(StackStatus.RollbackFailed, Reasons.NotDeleted(failed), Over);
        }
        else
        {
            scene.Enter(StackStatus.RollbackComplete, null, Over);
        }
    }

    public static void Deleted(Scene scene, IReadOnlyList<string> failed)
    {
        if (failed.Count > 0)
        {
            scene.Enter(StackStatus.DeleteFailed, Reasons.NotDeleted(failed), Over);
            return;
        }

        scene.Enter(StackStatus.DeleteComplete, null, row => Over(row).With(shown => shown.DeletionTime = scene.Now));
        foreach (var row in scene.Rows)
        {
            foreach (var signal in scene.State.SignalsOf(row.Id).ToList())
            {
                scene.State.Signals.Remove(signal.Id);
            }
        }

        foreach (var set in scene.State.ChangeSets.In(scene.Id).ToList())
        {
            scene.State.ChangeSets.Remove(set.Id);
        }
    }

    /// <summary>Nothing is left of what stood in the place of what stands.</summary>
    public static void Cleaned(Scene scene)
    {
        var under = scene.Operation;
        var isImport = under.IsImport;
        scene.Enter(
            (under.Phase, isImport) switch
            {
                (Phase.Cleanup, false) => StackStatus.UpdateComplete,
                (Phase.Cleanup, true) => StackStatus.ImportComplete,
                (_, false) => StackStatus.UpdateRollbackComplete,
                (_, true) => StackStatus.ImportRollbackComplete,
            },
            null,
            Over);
    }

    private static StackRow Over(StackRow row) => row with { Operation = null };
}
