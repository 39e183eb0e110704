using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Comparing;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>The way to a new edition: each resource becomes what it says, as soon as what it needs is there.</summary>
internal static class Forward
{
    public static void Go(Scene scene)
    {
        if (!Stopping.IsWanted(scene))
        {
            Refuse(scene);
            Advance(scene);
            Watching.Look(scene);
        }

        if (Stopping.IsWanted(scene))
        {
            Stopping.Go(scene);
        }
        else if (scene.Bound!.Resources.All(each => scene.IsSettled(each.LogicalId)) && Watching.IsOver(scene))
        {
            Commitment.Make(scene);
        }
        else
        {
            scene.Wait(scene.Operation.Deadline);
        }
    }

    /// <summary>What a template no longer names must be allowed to go.</summary>
    private static void Refuse(Scene scene)
    {
        var policy = scene.Operation.Policy ?? scene.Stack.Policy;
        foreach (var row in scene.Rows.Where(row => policy is not null && row.Exists && row.Settled != scene.Mark
            && scene.Bound!.Find(row.LogicalId) is null))
        {
            if (StackPolicy.Denial(policy!, StackPolicy.Delete, row.LogicalId, row.Now.Type) is { } why)
            {
                Steps.Fail(scene, row, why);
            }
        }
    }

    private static void Advance(Scene scene)
    {
        foreach (var declared in scene.Bound!.Resources)
        {
            var row = scene.Row(declared.LogicalId);
            if (row is not null && row.Settled == scene.Mark)
            {
                continue;
            }

            if (row is null or { Progress.Step: Step.None })
            {
                if (!declared.Needs.All(scene.IsSettled))
                {
                    continue;
                }

                Begin(scene, declared, row);
                row = scene.Row(declared.LogicalId)!;
            }

            Steps.Pursue(scene, row);
        }
    }

    private static void Begin(Scene scene, Declared declared, ResourceRow? row)
    {
        JsonObject properties;
        JsonObject? metadata;
        try
        {
            var references = References(scene);
            properties = scene.Bound!.Resolve(declared, references);
            metadata = scene.Bound.ResolveMetadata(declared, references);
        }
        catch (TemplateFault wrong)
        {
            var failing = row is { Exists: true } ? row : New(scene, declared, [], null);
            Steps.Fail(scene, failing, wrong.Message);
            return;
        }

        if (row is null || !row.Exists)
        {
            Create(scene, declared, properties, metadata);
            return;
        }

        Alter(scene, declared, row, Thing(declared, properties, metadata, row.Now.Token));
    }

    private static void Create(Scene scene, Declared declared, JsonObject properties, JsonObject? metadata)
    {
        var made = New(scene, declared, properties, metadata);
        if (scene.Operation.Imported.TryGetValue(declared.LogicalId, out var id))
        {
            var taken = made with
            {
                Now = made.Now with { PhysicalId = id },
                Progress = new(Step.AwaitCreated, scene.Now),
            };
            scene.Enter(taken, ResourceStatus.ImportInProgress, Reasons.ImportBegun);
            return;
        }

        scene.Enter(
            made with { Progress = new(Step.Create, scene.Now) },
            ResourceStatus.CreateInProgress,
            scene.Types(declared.Type) is Placeholder ? Reasons.Placeholder : null);
    }

    private static void Alter(Scene scene, Declared declared, ResourceRow row, Made wanted)
    {
        var live = row.Fate == Fate.None ? scene.Operation.Live.GetValueOrDefault(row.LogicalId) : null;
        var isUnmade = row.Fate is Fate.Made or Fate.Replaced && row.IsFailed || live is "";
        row = live is { Length: > 0 }
            ? row with { Now = row.Now with { Properties = live, Declared = row.Now.Properties } }
            : row;
        var type = scene.Types(declared.Type)!;
        var difference = Difference.Between(row.Now, wanted, type, scene.Operation.TagsDiffer);
        if (!isUnmade && difference.IsNone && !row.IsFailed)
        {
            var kept = row with { Now = Kept(row.Now, wanted), Settled = scene.Mark };

            // What became of it by itself is from here on what its template says.
            scene.Put(row.Now.Declared is null ? kept : kept with
            {
                Now = kept.Now with { Properties = wanted.Properties, Declared = null },
                Before = row.Now,
                Fate = Fate.Updated,
            });
            return;
        }

        var replaces = isUnmade || difference.Replaces;
        var action = replaces ? StackPolicy.Replace : StackPolicy.Modify;
        if ((scene.Operation.Policy ?? scene.Stack.Policy) is { } policy
            && StackPolicy.Denial(policy, action, row.LogicalId, row.Now.Type) is { } why)
        {
            Steps.Fail(scene, row with { Now = row.Now.AsDeclared() }, why);
        }
        else if (replaces)
        {
            Replace(scene, row, wanted with { Token = scene.Dice.Uuid().Replace("-", "", StringComparison.Ordinal) });
        }
        else
        {
            var next = row with
            {
                Now = Kept(row.Now, wanted) with { Properties = wanted.Properties, Declared = null },
                Altered = row.Altered ?? row.Now.Properties,
                Before = row.Fate == Fate.None ? row.Now : row.Before,
                Fate = row.Fate == Fate.None ? Fate.Updated : row.Fate,
                Progress = new(Step.Update, scene.Now),
            };
            scene.Enter(next, ResourceStatus.UpdateInProgress);
        }
    }

    private static void Replace(Scene scene, ResourceRow row, Made wanted)
    {
        // What was made since the stack last stood has never been anything that a rollback would go back to.
        if (row.Fate is Fate.Made or Fate.Replaced)
        {
            Leaving.Leave(scene, row, row.Now, "Delete");
        }

        var next = row with
        {
            Now = wanted,
            Before = row.Fate == Fate.None ? row.Now : row.Before,
            Altered = row.Fate == Fate.Updated ? row.Now.Properties : row.Fate == Fate.Replaced ? row.Altered : null,
            Fate = row.Fate == Fate.Made ? Fate.Made : Fate.Replaced,
            Progress = new(Step.Create, scene.Now),
        };
        if (next.Fate == Fate.Made)
        {
            scene.Enter(next, ResourceStatus.CreateInProgress);
        }
        else
        {
            scene.Enter(next, ResourceStatus.UpdateInProgress, Reasons.Replacement);
        }
    }

    private static ResourceRow New(Scene scene, Declared declared, JsonObject properties, JsonObject? metadata)
    {
        var token = scene.Dice.Uuid().Replace("-", "", StringComparison.Ordinal);
        return new(
            ResourceRow.IdOf(scene.Id, declared.LogicalId),
            scene.Stack.Account,
            scene.Id,
            declared.LogicalId,
            Thing(declared, properties, metadata, token))
        {
            Status = ResourceStatus.CreateInProgress,
            Since = scene.Now,
            Fate = Fate.Made,
        };
    }

    private static Made Thing(Declared declared, JsonObject properties, JsonObject? metadata, string token) =>
        new(declared.Type, token)
        {
            Properties = properties.ToJsonString(),
            Needs = [.. declared.Needs],
            DeletionPolicy = declared.DeletionPolicy,
            UpdateReplacePolicy = declared.UpdateReplacePolicy,
            Metadata = metadata?.ToJsonString(),
            CreationPolicy = declared.CreationPolicy?.ToJsonString(),
            UpdatePolicy = declared.UpdatePolicy?.ToJsonString(),
            Description = declared.Description,
        };

    /// <summary>The same thing under another edition: only what is said of it is new.</summary>
    private static Made Kept(Made now, Made wanted) => now with
    {
        Needs = wanted.Needs,
        DeletionPolicy = wanted.DeletionPolicy,
        UpdateReplacePolicy = wanted.UpdateReplacePolicy,
        Metadata = wanted.Metadata,
        CreationPolicy = wanted.CreationPolicy,
        UpdatePolicy = wanted.UpdatePolicy,
        Description = wanted.Description,
    };

    private static References References(Scene scene) =>
        new(name => scene.Row(name)?.Now, type => scene.Types(type) is not Placeholder);
}
