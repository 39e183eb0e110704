using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>All resources are as the new edition says: from here on it is the one that the stack stands at.</summary>
internal static class Commitment
{
    public static void Make(Scene scene)
    {
        List<Output> outputs;
        try
        {
            outputs = Outputs(
                scene.Bound!, new(name => scene.Row(name)?.Now, type => scene.Types(type) is not Placeholder));
            Exports.Check(scene.State, scene.Stack, outputs);
        }
        catch (TemplateFault wrong)
        {
            scene.Change(under => under with { Cancelled = wrong.Message });
            Stopping.Go(scene);
            return;
        }

        var under = scene.Operation;
        foreach (var row in scene.Rows)
        {
            Stand(scene, row);
        }

        scene.State.Stacks.Change(scene.Id, row => Shown(row, scene.Bound!, outputs) with
        {
            Edition = under.Target,
            Imports = [.. scene.Bound!.Imports],
        });
        if (under.Kind == OperationType.CreateStack)
        {
            scene.Enter(
                under.IsImport ? StackStatus.ImportComplete : StackStatus.CreateComplete,
                null,
                row => row with { Operation = null });
        }
        else if (under.IsImport)
        {
            scene.Change(each => each with { Phase = Phase.Cleanup });
        }
        else
        {
            scene.Enter(
                StackStatus.UpdateCompleteCleanupInProgress,
                null,
                row => row with { Operation = row.Operation! with { Phase = Phase.Cleanup } });
        }
    }

    public static List<Output> Outputs(Bound bound, References references) =>
    [
        .. bound.Outputs.Select(declared =>
        {
            var (value, export) = bound.Resolve(declared, references);
            return new Output
            {
                OutputKey = declared.Name,
                OutputValue = value,
                Description = declared.Description,
                ExportName = export,
            };
        }),
    ];

    /// <summary>A stack as it is shown with another edition.</summary>
    private static StackRow Shown(StackRow row, Bound bound, List<Output> outputs) => row.With(shown =>
    {
        var target = row.Operation!.Target!;
        shown.Outputs = outputs;
        shown.Description = bound.Template.Description;
        shown.Parameters = ShownParameters.Of(bound, target);
        shown.Tags = [.. target.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];
        shown.NotificationARNs = [.. target.NotificationArns];
    });

    private static void Stand(Scene scene, ResourceRow row)
    {
        if (row.Fate == Fate.Replaced)
        {
            Leaving.Leave(scene, row, row.Before!, row.Before!.UpdateReplacePolicy);
        }

        if (scene.Bound!.Find(row.LogicalId) is null)
        {
            // With its update gone half way, what is deleted is what it was left as.
            Leaving.Leave(
                scene, row, row.Now,
                row.Now.DeletionPolicy == Leaving.RetainExceptOnCreate ? Leaving.Retain : row.Now.DeletionPolicy);
            scene.Remove(row);
        }
        else if (row.Fate != Fate.None)
        {
            scene.Put(row with { Fate = Fate.None, Before = null, Altered = null });
        }
    }
}
