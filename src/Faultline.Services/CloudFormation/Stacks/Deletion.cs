using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>
/// Everything goes, or what was left over does: nothing before what needs it, all else at the same time.
/// </summary>
internal static class Deletion
{
    /// <summary>Deletes all resources of the stack. What could not be deleted is named to the end.</summary>
    public static void Go(Scene scene, Action<Scene, IReadOnlyList<string>> end)
    {
        foreach (var row in scene.Rows.Where(row => row.Before is not null))
        {
            if (row.Fate == Fate.Replaced)
            {
                Leaving.Leave(scene, row, row.Before!, Policy(scene, row.LogicalId, row.Before!));
            }

            scene.Put(row with { Before = null, Altered = null, Fate = Fate.None });
        }

        foreach (var row in scene.Rows.Where(row => !IsOver(scene, row) && !scene.InFlight.Contains(row.Id)))
        {
            Prepare(scene, row);
        }

        Hold(scene);
        var rows = scene.Rows.Where(row => !IsOver(scene, row)).ToList();
        var leftovers = scene.State.LeftoversOf(scene.Id).ToList();
        Advance(scene, rows, leftovers);
        if (rows.Count == 0 && leftovers.Count == 0)
        {
            end(scene, [.. scene.Rows.Where(row => row.Status == ResourceStatus.DeleteFailed)
                .Select(row => row.LogicalId)]);
        }
    }

    /// <summary>Deletes what was left over, and lets stand what its policy says.</summary>
    public static void Clean(Scene scene)
    {
        var leftovers = scene.State.LeftoversOf(scene.Id).ToList();
        Advance(scene, [], leftovers);
        if (!scene.State.LeftoversOf(scene.Id).Any())
        {
            Endings.Cleaned(scene);
        }
    }

    /// <summary>What a deletion takes, and what is over with it at once.</summary>
    private static void Prepare(Scene scene, ResourceRow row)
    {
        if (row.Progress.Step is Step.Delete or Step.AwaitGone)
        {
            return;
        }

        if (!row.Now.Exists)
        {
            scene.Enter(row with { Progress = Progress.None, Settled = scene.Mark }, ResourceStatus.DeleteComplete);
        }
        else if (scene.Operation.Spared.Contains(row.LogicalId)
            || Policy(scene, row.LogicalId, row.Now) == Leaving.Retain)
        {
            scene.Enter(row with { Progress = Progress.None, Settled = scene.Mark }, ResourceStatus.DeleteSkipped);
        }
        else if (row.Progress.Step != Step.None)
        {
            scene.Put(row with { Progress = Progress.None });
        }
    }

    /// <summary>What is needed by something that would not go is not tried.</summary>
    private static void Hold(Scene scene)
    {
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            var stay = scene.Rows.Where(row => row.Settled == scene.Mark && !row.IsGone)
                .SelectMany(row => row.Now.Needs).ToHashSet(StringComparer.Ordinal);
            foreach (var row in scene.Rows.Where(row => !IsOver(scene, row) && row.Progress.Step == Step.None
                && stay.Contains(row.LogicalId)))
            {
                scene.Put(row with { Settled = scene.Mark });
                isChanged = true;
            }
        }
    }

    private static void Advance(Scene scene, List<ResourceRow> rows, List<Leftover> leftovers)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (logicalId, thing) in Things(rows, leftovers))
        {
            needed.UnionWith(thing.Needs.Where(each => each != logicalId));
        }

        // What stands in a circle, as two editions together may, is begun with whatever comes first.
        var isStuck = rows.TrueForAll(row => row.Progress.Step == Step.None && needed.Contains(row.LogicalId))
            && leftovers.TrueForAll(each => each.Progress.Step == Step.None && needed.Contains(each.LogicalId))
            && !rows.Exists(row => scene.InFlight.Contains(row.Id));
        foreach (var row in rows)
        {
            if (row.Progress.Step != Step.None || isStuck || !needed.Contains(row.LogicalId))
            {
                Take(scene, row);
                isStuck = false;
            }
        }

        foreach (var leftover in leftovers)
        {
            if (leftover.Progress.Step != Step.None || isStuck || !needed.Contains(leftover.LogicalId))
            {
                Take(scene, leftover);
                isStuck = false;
            }
        }
    }

    private static IEnumerable<(string LogicalId, Made Thing)> Things(
        List<ResourceRow> rows, List<Leftover> leftovers) =>
        rows.Select(row => (row.LogicalId, row.Now))
            .Concat(leftovers.Select(each => (each.LogicalId, each.Thing)));

    private static void Take(Scene scene, ResourceRow row)
    {
        if (scene.InFlight.Contains(row.Id))
        {
            return;
        }

        if (row.Progress.Step == Step.None)
        {
            row = scene.Enter(
                row with { Progress = new(Step.Delete, scene.Now) }, ResourceStatus.DeleteInProgress);
        }

        var takesSnapshot = Policy(scene, row.LogicalId, row.Now) == Leaving.Snapshot;
        if (scene.Take(row.Id, row.Progress, _ => new(row.Id, scene.Stack, row.LogicalId, row.Now, row.Progress.Step)
        {
            TakesSnapshot = takesSnapshot,
        }) is { } progress)
        {
            scene.Put(row with { Progress = progress });
        }
    }

    private static void Take(Scene scene, Leftover leftover)
    {
        if (leftover.Policy == Leaving.Retain)
        {
            scene.Tell(leftover.LogicalId, leftover.Thing, ResourceStatus.DeleteSkipped, null);
            scene.State.Leftovers.Remove(leftover.Id);
            return;
        }

        if (leftover.Progress.Step == Step.None)
        {
            leftover = leftover with { Progress = new(Step.Delete, scene.Now) };
            scene.State.Leftovers.Put(leftover);
            scene.Tell(leftover.LogicalId, leftover.Thing, ResourceStatus.DeleteInProgress, null);
        }

        if (scene.Take(leftover.Id, leftover.Progress, _ => new(
            leftover.Id, scene.Stack, leftover.LogicalId, leftover.Thing, leftover.Progress.Step)
        {
            IsLeftover = true,
            TakesSnapshot = leftover.Policy == Leaving.Snapshot,
        }) is { } progress)
        {
            scene.State.Leftovers.Put(leftover with { Progress = progress });
        }
    }

    /// <summary>What its policy says, in this operation.</summary>
    private static string Policy(Scene scene, string logicalId, Made thing) => scene.Operation switch
    {
        { IsForced: true } when thing.DeletionPolicy is null => Leaving.Delete,
        { Phase: Phase.Backward } under when under.Imported.ContainsKey(logicalId) => Leaving.Retain,
        { Phase: Phase.Backward } under => Leaving.AfterCreation(thing, under),
        _ => thing.DeletionPolicy switch
        {
            null => Leaving.Delete,
            Leaving.RetainExceptOnCreate => Leaving.Retain,
            var policy => policy,
        },
    };

    private static bool IsOver(Scene scene, ResourceRow row) => row.IsGone || row.Settled == scene.Mark;
}
