using System.Security.Cryptography;
using System.Text;
using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>How operations on stack sets come to be: one at a time, and each once. Pure.</summary>
internal static class Orders
{
    /// <summary>Operations, and sets that are deleted, are shown for 90 days (ListStackSetOperations).</summary>
    private static readonly TimeSpan kept = TimeSpan.FromDays(90);

    /// <summary>All that a request says, shortened; the same for two that say the same.</summary>
    public static string Digest(Call call, IStructure request) => Convert.ToHexStringLower(SHA256.HashData(
        [.. Encoding.UTF8.GetBytes(call.Operation.Name), .. Reshape.Bytes(request)]))[..32];

    /// <summary>
    /// The operation of that id, when it is this one; null when there is none yet. One that cannot be begun is refused.
    /// </summary>
    public static string? Known(SetsState state, Set set, string? operationId, string digest)
    {
        if (operationId is not null
            && state.Rollouts.Find(Rollout.IdOf(set.Id, operationId)) is { } known)
        {
            return known.Digest == digest ? operationId : throw SetRefusal.KnownOperation(operationId);
        }

        return IsBusy(state, set) && !set.IsManaged ? throw SetRefusal.Busy(set) : null;
    }

    public static bool IsBusy(SetsState state, Set set) => state.RolloutsOf(set).Any(rollout => !rollout.IsOver);

    /// <summary>Takes an operation on; it begins at once, or once those before it let it.</summary>
    public static void Add(
        SetsState state, Set set, Rollout rollout, IEnumerable<Leg> legs, DateTimeOffset now, Dice dice)
    {
        Forget(state, now);
        var all = legs.ToList();
        var waits = IsBusy(state, set);
        rollout = rollout.With(shown =>
        {
            shown.Status = waits ? StackSetOperationStatus.Queued : StackSetOperationStatus.Running;
            shown.StackSetId = set.Id;
            shown.CreationTimestamp = now;
            shown.AdministrationRoleARN = set.Shown.AdministrationRoleARN;
            shown.ExecutionRoleName = set.Shown.ExecutionRoleName;
            shown.StatusDetails = new() { FailedStackInstancesCount = 0 };
        });
        state.Rollouts.Put(rollout);
        all.ForEach(state.Legs.Put);
        if (!waits)
        {
            new Advance(state, now, dice).Begin(set, rollout, all);
        }
    }

    public static Leg LegOf(Rollout rollout, Set set, string target, string region) => new(
        Leg.IdOf(rollout.Id, target, region),
        rollout.Account,
        rollout.Id,
        Instance.IdOf(set.Id, target, region),
        new() { Account = target, Region = region, Status = StackSetOperationResultStatus.Pending });

    /// <summary>What is asked to stop starts nothing more; what is under way comes to its end.</summary>
    public static void Stop(SetsState state, Rollout rollout, DateTimeOffset now)
    {
        if (rollout.IsOver)
        {
            throw SetRefusal.NotRunning(rollout.OperationId, rollout.Status);
        }

        state.Rollouts.Put(rollout.With(shown =>
        {
            shown.Status = rollout.IsQueued ? StackSetOperationStatus.Stopped : StackSetOperationStatus.Stopping;
            shown.EndTimestamp = rollout.IsQueued ? now : null;
        }));
        foreach (var leg in state.LegsOf(rollout).Where(leg => rollout.IsQueued && leg.IsPending).ToList())
        {
            state.Legs.Put(leg.Now(StackSetOperationResultStatus.Cancelled, Texts.Stopped));
            if (state.Instances.Find(leg.Instance) is { } instance
                && instance.Shown.StackInstanceStatus?.DetailedStatus == StackInstanceDetailedStatus.Pending)
            {
                state.Instances.Put(instance.Now(null, StackInstanceDetailedStatus.Cancelled, Texts.Stopped));
            }
        }
    }

    private static void Forget(SetsState state, DateTimeOffset now)
    {
        var old = state.Rollouts.All.Where(each => each.Shown.EndTimestamp < now - kept)
            .Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
        if (old.Count > 0)
        {
            var legs = state.Legs.All.Where(leg => old.Contains(leg.Rollout))
                .Select(leg => leg.Id).ToHashSet(StringComparer.Ordinal);
            state.Drifts.All.Where(each => legs.Contains(each.Leg)).Select(each => each.Id).ToList()
                .ForEach(state.Drifts.Remove);
            legs.ToList().ForEach(state.Legs.Remove);
            old.ToList().ForEach(state.Rollouts.Remove);
        }

        state.Sets.All.Where(each => each.Deleted < now - kept).Select(each => each.Id).ToList()
            .ForEach(state.Sets.Remove);
    }
}
