using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Sets;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation;

// Operations on stack sets, and what came of them.
internal sealed partial class CloudFormation
{
    public override async ValueTask<DetectStackSetDriftOutput> DetectStackSetDrift(
        Call call, DetectStackSetDriftInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        Preferences.Check(request.OperationPreferences, []);
        return new()
        {
            OperationId = await Roll(call, request.StackSetName, request.OperationId, request, (state, set, digest) =>
            {
                var rollout = NewRollout(
                    call, set, request.OperationId, digest, StackSetOperationAction.DetectDrift,
                    request.OperationPreferences);
                return (rollout, state.InstancesOf(set).ToList()
                    .Select(each => Orders.LegOf(rollout, set, each.Target, each.Region)));
            }, ct),
        };
    }

    public override async ValueTask<StopStackSetOperationOutput> StopStackSetOperation(
        Call call, StopStackSetOperationInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var set = FindSet(held.State, call, request.StackSetName);
        Orders.Stop(held.State, FindRollout(held.State, set, request.OperationId), call.Now);
        await held.Keep();
        setsLoop.Tell();
        return new();
    }

    public override async ValueTask<DescribeStackSetOperationOutput> DescribeStackSetOperation(
        Call call, DescribeStackSetOperationInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var rollout = FindRollout(held.State, AnySet(held.State, call, request.StackSetName), request.OperationId);
        var legs = held.State.LegsOf(rollout).ToList();
        await held.Keep();
        return new()
        {
            StackSetOperation = rollout.Shown.With(shown =>
            {
                shown.StatusDetails = Failures(legs);
                shown.StackSetDriftDetectionDetails ??= rollout.IsDetection
                    ? Detection.Of(legs, rollout.Status, call.Now)
                    : null;
            }),
        };
    }

    public override async ValueTask<ListStackSetOperationsOutput> ListStackSetOperations(
        Call call, ListStackSetOperationsInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var set = AnySet(held.State, call, request.StackSetName);
        var all = held.State.RolloutsOf(set).ToList();
        var (page, next) = SetPages.Cut(
            call, all, NewestFirst, request.MaxResults, request.NextToken);
        var summaries = page.ConvertAll(rollout => rollout.Shown.To<StackSetOperationSummary>()
            .With(shown => shown.StatusDetails = Failures(held.State.LegsOf(rollout))));
        await held.Keep();
        return new() { NextToken = next, Summaries = summaries };
    }

    public override async ValueTask<ListStackSetOperationResultsOutput> ListStackSetOperationResults(
        Call call, ListStackSetOperationResultsInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var rollout = FindRollout(held.State, AnySet(held.State, call, request.StackSetName), request.OperationId);
        var (page, next) = SetPages.Cut(
            call,
            held.State.LegsOf(rollout).Where(leg => (request.Filters ?? []).TrueForAll(filter =>
                filter.Name != OperationResultFilterName.OperationResultStatus || filter.Values == leg.Status)),
            static leg => leg.Id, request.MaxResults, request.NextToken);
        await held.Keep();
        return new() { NextToken = next, Summaries = page.ConvertAll(static leg => leg.Shown) };
    }

    public override async ValueTask<ListStackInstanceResourceDriftsOutput> ListStackInstanceResourceDrifts(
        Call call, ListStackInstanceResourceDriftsInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var state = held.State;
        var set = FindSet(state, call, request.StackSetName);
        var rollout = FindRollout(state, set, request.OperationId);
        FindInstance(state, set, request.StackInstanceAccount, request.StackInstanceRegion);
        var leg = Leg.IdOf(rollout.Id, request.StackInstanceAccount, request.StackInstanceRegion);
        var (page, next) = SetPages.Cut(
            call,
            state.Drifts.All.Where(drift => drift.Leg == leg
                && (request.StackInstanceResourceDriftStatuses is not { Count: > 0 } asked
                    || asked.Contains(drift.Shown.StackResourceDriftStatus!))),
            static drift => drift.Id, request.MaxResults, request.NextToken);
        await held.Keep();
        return new() { NextToken = next, Summaries = page.ConvertAll(static drift => drift.Shown) };
    }

    /// <summary>Takes an operation on, once, and has the loop look at it.</summary>
    private async ValueTask<string> Roll(
        Call call,
        string name,
        string? operationId,
        IStructure request,
        Func<SetsState, Set, string, (Rollout Rollout, IEnumerable<Leg> Legs)> make,
        CancellationToken ct)
    {
        var digest = Orders.Digest(call, request);
        using var held = await sets.Take(ct);
        var state = held.State;
        var set = FindSet(state, call, name);
        var id = Orders.Known(state, set, operationId, digest);
        if (id is null)
        {
            var (rollout, legs) = make(state, set, digest);
            Orders.Add(state, set, rollout, legs, call.Now, call.Dice);
            id = rollout.OperationId;
        }

        await held.Keep();
        setsLoop.Tell();
        return id;
    }

    private static Rollout NewRollout(
        Call call, Set set, string? operationId, string digest, string action, StackSetOperationPreferences? asked)
    {
        var id = operationId ?? call.Dice.Uuid();
        return new(
            Rollout.IdOf(set.Id, id),
            call.Account,
            set.Id,
            new()
            {
                OperationId = id,
                Action = action,
                OperationPreferences = asked ?? new() { RegionOrder = [] },
            })
        {
            Digest = digest,
        };
    }

    private static Rollout FindRollout(SetsState state, Set set, string operationId) =>
        state.Rollouts.Find(Rollout.IdOf(set.Id, operationId)) ?? throw SetRefusal.NoOperation(set.Name, operationId);

    private static StackSetOperationStatusDetails Failures(IEnumerable<Leg> legs) =>
        new() { FailedStackInstancesCount = legs.Count(leg => leg.IsFailed) };

    /// <summary>A key by which the newest operation comes first.</summary>
    private static string NewestFirst(Rollout rollout) =>
        $"{DateTimeOffset.MaxValue.Ticks - rollout.Shown.CreationTimestamp!.Value.Ticks:D20} {rollout.Id}";
}
