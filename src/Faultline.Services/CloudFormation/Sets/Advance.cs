using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>
/// What one look decides: which operations begin and end, and which stacks are worked at. Pure, and the same whenever
/// it is asked again.
/// </summary>
internal sealed class Advance(SetsState state, DateTimeOffset now, Dice dice)
{
    private readonly List<Errand> errands = [];

    /// <summary>Takes all operations as far as they go, and gives what is to be done for them.</summary>
    public IReadOnlyList<Errand> All()
    {
        var open = state.Rollouts.All.Where(rollout => !rollout.IsOver).ToList();
        var ids = open.Select(rollout => rollout.Id).ToHashSet(StringComparer.Ordinal);
        var legs = state.Legs.All.Where(leg => ids.Contains(leg.Rollout))
            .ToLookup(leg => leg.Rollout, StringComparer.Ordinal);
        foreach (var rollout in open)
        {
            var set = state.Sets.Find(rollout.Set) ?? throw new InvariantBroken($"{rollout.Id} has no stack set.");
            if (!rollout.IsQueued)
            {
                Settle(set, rollout, [.. legs[rollout.Id]]);
            }
            else if (open.TakeWhile(earlier => earlier.Id != rollout.Id).Where(earlier => earlier.Set == rollout.Set)
                .All(earlier => IsOver(earlier) || IsApart(rollout, earlier, legs)))
            {
                Begin(set, rollout, [.. legs[rollout.Id]]);
                Settle(state.Sets.Find(set.Id)!, state.Rollouts.Find(rollout.Id)!, [.. state.LegsOf(rollout)]);
            }
        }

        return errands;
    }

    /// <summary>Puts an operation in force: the set is what it is to be, and its stacks are behind.</summary>
    public void Begin(Set set, Rollout rollout, List<Leg> legs)
    {
        state.Rollouts.Put(rollout.With(static shown => shown.Status = StackSetOperationStatus.Running));
        if (rollout.Change is { } change)
        {
            var drift = set.Shown.StackSetDriftDetectionDetails;
            state.Sets.Put(set with
            {
                Shown = change.With(shown => shown.StackSetDriftDetectionDetails = drift),
                IsChanged = true,
            });
        }

        if (rollout.OutdatesAll)
        {
            foreach (var instance in state.InstancesOf(set).Where(each => !each.IsInoperable).ToList())
            {
                state.Instances.Put(instance.With(static shown => shown.Status = StackInstanceStatus.Outdated));
            }
        }

        foreach (var leg in legs)
        {
            var instance = state.Instances.Find(leg.Instance)
                ?? (rollout.Action == StackSetOperationAction.Create
                    ? Instance.New(set, leg.Target, leg.Region)
                    : null);
            if (instance is null)
            {
                // It went while this waited, so there is nothing to be done with it.
                state.Legs.Remove(leg.Id);
                continue;
            }

            instance = instance.With(shown =>
            {
                shown.LastOperationId = rollout.OperationId;
                shown.ParameterOverrides = rollout.Overrides?.ParameterOverrides ?? shown.ParameterOverrides;
            });
            state.Instances.Put(rollout.IsDetection
                ? instance
                : instance.Now(
                    rollout.IsDeletion || instance.IsInoperable ? null : StackInstanceStatus.Outdated,
                    StackInstanceDetailedStatus.Pending,
                    null));
        }
    }

    /// <summary>A name for the stack of an instance, kept before it is asked for.</summary>
    public static Instance Named(Set set, Instance instance, Dice dice) =>
        instance.StackName.Length > 0 || instance.StackId.Length > 0
            ? instance
            : instance with { StackName = $"StackSet-{Shortened(set.Name)}-{dice.Uuid()}" };

    /// <summary>Names of stacks are at most 128 characters long (CreateStack).</summary>
    private static string Shortened(string name)
    {
        const int Room = 128 - 46;
        return name.Length > Room ? name[..Room] : name;
    }

    private bool IsOver(Rollout rollout) => state.Rollouts.Find(rollout.Id)!.IsOver;

    /// <summary>Two operations have no stack in common, and neither changes what the other brings about.</summary>
    private static bool IsApart(Rollout one, Rollout other, ILookup<string, Leg> legs) =>
        one.Change is null && other.Change is null
        && !legs[one.Id].Select(leg => leg.Instance).Intersect(legs[other.Id].Select(leg => leg.Instance)).Any();

    private void Settle(Set set, Rollout rollout, List<Leg> legs)
    {
        var asked = rollout.Shown.OperationPreferences;
        var byRegion = legs.ToLookup(leg => leg.Region, StringComparer.Ordinal);
        var (exceeded, blocked) = (false, false);
        foreach (var region in Preferences.Order(asked, legs.Select(leg => leg.Region)))
        {
            var here = byRegion[region].ToList();
            var failures = here.Count(leg => leg.IsFailed);
            var tooMany = failures > Preferences.Tolerance(asked, here.Count);
            exceeded |= tooMany;
            if (rollout.Status == StackSetOperationStatus.Stopping)
            {
                Cancel(here, Texts.Stopped);
            }
            else if (tooMany || exceeded && !Preferences.IsParallel(asked))
            {
                Cancel(here, Texts.BeyondTolerance);
            }
            else if (!blocked)
            {
                Start(set, rollout, here, Preferences.Slots(asked, here.Count, failures));
            }

            foreach (var leg in Now(here).Where(leg => leg.IsRunning))
            {
                errands.Add(new(set, rollout, leg, state.Instances.Find(leg.Instance)!));
            }

            blocked |= !Preferences.IsParallel(asked) && Now(here).Any(leg => !leg.IsOver);
        }

        if (Now(legs).All(leg => leg.IsOver))
        {
            Finish(set, rollout, [.. Now(legs)], exceeded);
        }
    }

    private void Start(Set set, Rollout rollout, List<Leg> here, int slots)
    {
        var room = Math.Min(
            slots - here.Count(leg => leg.IsRunning),
            Preferences.RunningMax - errands.Count(errand => errand.Set.Id == set.Id));
        foreach (var leg in here.Where(leg => leg.IsPending).Take(Math.Max(0, room)))
        {
            state.Legs.Put(leg.Now(StackSetOperationResultStatus.Running)
                .With(shown => shown.AccountGateResult = Texts.Gate(leg.Target, leg.Region)));
            var instance = state.Instances.Find(leg.Instance)
                ?? throw new InvariantBroken($"{leg.Id} works at a stack that nobody knows.");
            if (rollout.IsDetection)
            {
                continue;
            }

            instance = instance.Now(null, StackInstanceDetailedStatus.Running, null);
            state.Instances.Put(rollout.IsDeletion || rollout.IsImport ? instance : Named(set, instance, dice));
        }
    }

    private void Cancel(List<Leg> legs, string why)
    {
        foreach (var leg in legs.Where(leg => leg.IsPending))
        {
            state.Legs.Put(leg.Now(StackSetOperationResultStatus.Cancelled, why));
            if (state.Rollouts.Find(leg.Rollout)!.IsDetection || state.Instances.Find(leg.Instance) is not { } instance)
            {
                continue;
            }

            state.Instances.Put(instance.Now(null, StackInstanceDetailedStatus.Cancelled, why));
        }
    }

    private void Finish(Set set, Rollout rollout, List<Leg> legs, bool exceeded)
    {
        var status = rollout.Status == StackSetOperationStatus.Stopping ? StackSetOperationStatus.Stopped
            : exceeded ? StackSetOperationStatus.Failed
            : StackSetOperationStatus.Succeeded;
        var details = rollout.IsDetection ? Detection.Of(legs, status, now) : null;
        state.Rollouts.Put(rollout.With(shown =>
        {
            shown.Status = status;
            shown.EndTimestamp = now;
            shown.StatusDetails = new() { FailedStackInstancesCount = legs.Count(leg => leg.IsFailed) };
            shown.StackSetDriftDetectionDetails = details;
        }));
        if (details is not null)
        {
            state.Sets.Put(set.With(shown => shown.StackSetDriftDetectionDetails = details));
        }
    }

    private IEnumerable<Leg> Now(IEnumerable<Leg> legs) => legs.Select(leg => state.Legs.Find(leg.Id)!);
}
