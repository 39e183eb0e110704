using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>What came of steps, taken into the state.</summary>
internal static class Results
{
    public static void Take(Scene scene, Answer answer)
    {
        var order = answer.Order;
        Touch(scene, answer.Touched);
        if (order.Step == Step.Watch)
        {
            Watching.Take(scene, answer);
        }
        else if (order.IsLeftover)
        {
            if (scene.State.Leftovers.Find(order.Key) is { } leftover)
            {
                OfLeftover(scene, leftover, answer);
            }
        }
        else if (scene.Row(order.LogicalId) is { } row && row.Now.Token == order.Thing.Token
            && row.Progress.Step == order.Step)
        {
            OfRow(scene, row, answer);
        }
    }

    /// <summary>Another thing of the stack has other attributes now, for whoever asks for them from here on.</summary>
    private static void Touch(Scene scene, Neighbour? touched)
    {
        foreach (var row in scene.Rows.Where(row => touched is not null
            && row.Now.Type == touched.Type && row.Now.PhysicalId == touched.PhysicalId))
        {
            var attributes = JsonNode.Parse(row.Now.Attributes)!.AsObject();
            foreach (var (name, value) in touched!.Attributes)
            {
                attributes[name] = value?.DeepClone();
            }

            scene.Put(row with { Now = row.Now with { Attributes = attributes.ToJsonString() } });
        }
    }

    private static void OfRow(Scene scene, ResourceRow row, Answer answer)
    {
        if (row.Progress.Step is Step.Delete or Step.AwaitGone)
        {
            OfDeletion(scene, row, answer);
        }
        else if (answer.Error is { } error)
        {
            Failed(scene, row, answer, error);
        }
        else if (row.Progress.Step == Step.Create)
        {
            Created(scene, row, answer);
        }
        else if (row.Progress.Step == Step.Update)
        {
            // A type may have found that another id is its name now.
            scene.Put(row with { Progress = new(Step.AwaitUpdated, scene.Now), Rolling = null });
        }
        else if (answer.Group is { } sight)
        {
            RollingUpdate.Take(scene, row, sight);
        }
        else if (!answer.IsDone)
        {
            Later(scene, row, scene.Tempo.Look(row.Progress.Tries));
        }
        else
        {
            Ready(scene, row, answer);
        }
    }

    private static void Created(Scene scene, ResourceRow row, Answer answer)
    {
        var made = row with
        {
            Now = row.Now with { PhysicalId = answer.PhysicalId, IsUncertain = false },
            Progress = new(Step.AwaitCreated, scene.Now),
        };
        if (IsDeleting(scene))
        {
            scene.Put(made);
            return;
        }

        scene.Enter(
            made,
            row.Fate == Fate.Made ? ResourceStatus.CreateInProgress : ResourceStatus.UpdateInProgress,
            Reasons.CreationBegun);
    }

    private static void Ready(Scene scene, ResourceRow row, Answer answer)
    {
        var isCreated = row.Progress.Step == Step.AwaitCreated;
        var ready = row with
        {
            Now = row.Now with { Attributes = (answer.Attributes ?? []).ToJsonString() },
            Progress = Progress.None,
        };
        if (IsDeleting(scene))
        {
            scene.Put(ready);
        }
        else if (isCreated && !answer.Order.IsImport && Signalling.IsWaitedFor(row.Now))
        {
            scene.Put(ready with { Progress = new(Step.AwaitSignals, scene.Now) });
        }
        else
        {
            Steps.Complete(scene, ready);
        }
    }

    private static void Failed(Scene scene, ResourceRow row, Answer answer, AwsError error)
    {
        if (error.MayPass && row.Progress.Since + scene.Tempo.Patience > scene.Now)
        {
            Later(scene, row, scene.Tempo.Retry(row.Progress.Tries));
            return;
        }

        // Who was refused at the first try made nothing. After several nobody knows what became of those before.
        var isCertain = row.Progress is { Step: Step.Create, Tries: 1 } && !error.MayPass;
        var next = row with { Now = isCertain ? row.Now with { IsUncertain = false } : row.Now };
        if (IsDeleting(scene))
        {
            scene.Put(next with { Progress = Progress.None });
        }
        else
        {
            Steps.Fail(scene, Untouched(scene, next, error) ?? next, Reasons.Of(error, row.Now.Token));
        }
    }

    /// <summary>
    /// As it was before, where its type does not take such a change, and said so before it had changed anything: there
    /// is nothing to change back, which it would not take either.
    /// </summary>
    private static ResourceRow? Untouched(Scene scene, ResourceRow row, AwsError error) =>
        row is { Progress.Step: Step.Update, Fate: Fate.Updated, Before: { } before }
        && error.Code == "NotUpdatable" && row.Altered == before.Properties && scene.Operation.Phase == Phase.Forward
            ? row with { Now = before.AsDeclared(), Before = null, Altered = null, Fate = Fate.None }
            : null;

    private static void OfDeletion(Scene scene, ResourceRow row, Answer answer)
    {
        if (answer.PhysicalId is { } found)
        {
            scene.Put(row with { Now = row.Now with { PhysicalId = found, IsUncertain = false } });
            return;
        }

        switch (Deleted(scene, row.Progress, answer))
        {
            case (true, _):
                scene.Enter(
                    row with { Progress = Progress.None, Settled = scene.Mark }, ResourceStatus.DeleteComplete);
                break;
            case (_, { } next):
                scene.Put(row with { Progress = next });
                break;
            default:
                scene.Enter(
                    row with { Progress = Progress.None, Settled = scene.Mark },
                    scene.Operation.IsForced ? ResourceStatus.DeleteSkipped : ResourceStatus.DeleteFailed,
                    Reasons.Of(answer.Error!, row.Now.Token));
                break;
        }
    }

    private static void OfLeftover(Scene scene, Leftover leftover, Answer answer)
    {
        var thing = leftover.Thing;
        if (answer.PhysicalId is { } found)
        {
            scene.State.Leftovers.Put(leftover with
            {
                Thing = thing with { PhysicalId = found, IsUncertain = false },
            });
            return;
        }

        switch (Deleted(scene, leftover.Progress, answer))
        {
            case (true, _):
                scene.Tell(leftover.LogicalId, thing, ResourceStatus.DeleteComplete, null);
                scene.State.Leftovers.Remove(leftover.Id);
                break;
            case (_, { } next):
                scene.State.Leftovers.Put(leftover with { Progress = next });
                break;
            default:
                // The stack has no place for it any more: from here on it is whoever's finds it.
                scene.Tell(
                    leftover.LogicalId, thing, ResourceStatus.DeleteFailed,
                    Reasons.Of(answer.Error!, leftover.Thing.Token));
                scene.State.Leftovers.Remove(leftover.Id);
                break;
        }
    }

    /// <summary>Whether it is gone, else what is next; neither when it will not go.</summary>
    private static (bool IsGone, Progress? Next) Deleted(Scene scene, Progress at, Answer answer)
    {
        if (answer.IsGone || (answer.Error is null && at.Step == Step.AwaitGone && answer.IsDone))
        {
            return (true, null);
        }

        if (answer.Error is null)
        {
            return (false, at.Step == Step.Delete
                ? new(Step.AwaitGone, scene.Now)
                : at with { Due = scene.Now + scene.Tempo.Look(at.Tries) });
        }

        if (answer.Error.MayPass)
        {
            return (false, at.Since + scene.Tempo.Patience > scene.Now
                ? at with { Due = scene.Now + scene.Tempo.Retry(at.Tries) }
                : null);
        }

        var failures = at.Failures + 1;
        var most = IsHeld(answer.Error) ? scene.Tempo.HeldDeletionsMax : scene.Tempo.DeletionsMax;
        return (false, failures < most
            ? at with { Failures = failures, Due = scene.Now + scene.Tempo.Retry(failures) }
            : null);
    }

    /// <summary>Something else holds it, which may be about to go.</summary>
    private static bool IsHeld(AwsError error) =>
        error.Code.Contains("Dependency", StringComparison.Ordinal)
        || error.Code.Contains("InUse", StringComparison.Ordinal)
        || error.Code.Contains("IncorrectState", StringComparison.Ordinal)
        || error.Code.Contains("InProgress", StringComparison.Ordinal);

    private static void Later(Scene scene, ResourceRow row, TimeSpan wait)
    {
        if (row.Progress.Since + scene.Tempo.Stabilizes <= scene.Now && !IsDeleting(scene))
        {
            Steps.Fail(scene, row, Reasons.Of(
                new("NotStabilized", 400, "Exceeded attempts to wait"), row.Now.Token));
            return;
        }

        scene.Put(row with { Progress = row.Progress with { Due = scene.Now + wait } });
    }

    private static bool IsDeleting(Scene scene) => scene.Operation.Phase == Phase.Delete
        || (scene.Operation.Phase == Phase.Backward && Settling.IsOfCreation(scene.Operation));
}
