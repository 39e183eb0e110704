using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Sets;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation;

// The stacks of stack sets.
internal sealed partial class CloudFormation
{
    public override async ValueTask<CreateStackInstancesOutput> CreateStackInstances(
        Call call, CreateStackInstancesInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        var where = Targets.Of(request.Accounts, request.DeploymentTargets, request.Regions, around.Atlas);
        Preferences.Check(request.OperationPreferences, request.Regions);
        return new()
        {
            OperationId = await Roll(call, request.StackSetName, request.OperationId, request, (state, set, digest) =>
            {
                var rollout = NewRollout(
                    call, set, request.OperationId, digest, StackSetOperationAction.Create,
                    request.OperationPreferences) with
                {
                    Overrides = Overrides(set, request.ParameterOverrides, null),
                };
                Appear(state, set, where);
                return (rollout, where.Select(each => Orders.LegOf(rollout, set, each.Account, each.Region)));
            }, ct),
        };
    }

    public override async ValueTask<UpdateStackInstancesOutput> UpdateStackInstances(
        Call call, UpdateStackInstancesInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        var where = Targets.Of(request.Accounts, request.DeploymentTargets, request.Regions, around.Atlas);
        Preferences.Check(request.OperationPreferences, request.Regions);
        return new()
        {
            OperationId = await Roll(call, request.StackSetName, request.OperationId, request, (state, set, digest) =>
            {
                var instances = where.ConvertAll(each => state.Instances.Find(Instance.IdOf(set.Id, each))
                    ?? throw SetRefusal.NoInstance(set.Name, each.Account, each.Region));
                var rollout = NewRollout(
                    call, set, request.OperationId, digest, StackSetOperationAction.Update,
                    request.OperationPreferences) with
                {
                    Overrides = Overrides(set, request.ParameterOverrides, instances[0]),
                };
                return (rollout, instances.Where(each => !each.IsInoperable)
                    .Select(each => Orders.LegOf(rollout, set, each.Target, each.Region)));
            }, ct),
        };
    }

    public override async ValueTask<DeleteStackInstancesOutput> DeleteStackInstances(
        Call call, DeleteStackInstancesInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        var where = Targets.Of(request.Accounts, request.DeploymentTargets, request.Regions, around.Atlas);
        Preferences.Check(request.OperationPreferences, request.Regions);
        return new()
        {
            OperationId = await Roll(call, request.StackSetName, request.OperationId, request, (state, set, digest) =>
            {
                var rollout = NewRollout(
                    call, set, request.OperationId, digest, StackSetOperationAction.Delete,
                    request.OperationPreferences)
                    .With(shown => shown.RetainStacks = request.RetainStacks ?? false);
                return (rollout, where.Where(each => state.Instances.Find(Instance.IdOf(set.Id, each)) is not null)
                    .Select(each => Orders.LegOf(rollout, set, each.Account, each.Region)));
            }, ct),
        };
    }

    public override async ValueTask<ImportStacksToStackSetOutput> ImportStacksToStackSet(
        Call call, ImportStacksToStackSetInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        if (request.StackIdsUrl is not null)
        {
            throw SetRefusal.NotBuilt("lists of stacks in S3");
        }

        if (request.StackIds is not { Count: > 0 and <= Targets.ImportsMax } ids)
        {
            throw SetRefusal.Invalid($"You must specify between 1 and {Targets.ImportsMax} stack ids.");
        }

        var stacks = ids.ConvertAll(StackPlace);
        Preferences.Check(request.OperationPreferences, []);
        return new()
        {
            OperationId = await Roll(call, request.StackSetName, request.OperationId, request, (state, set, digest) =>
            {
                if (stacks.Find(stack => state.Instances.All.Any(each => each.StackId == stack.Id))
                    is { Id: { } taken })
                {
                    throw SetRefusal.Invalid($"Stack {taken} belongs to a StackSet already");
                }

                if (stacks.FindIndex(stack => state.Instances.Find(Instance.IdOf(set.Id, stack.Account, stack.Region))
                    is { StackId.Length: > 0 }) is >= 0 and var second)
                {
                    throw SetRefusal.Invalid(
                        $"StackSet {set.Name} has a stack in account {stacks[second].Account} and region "
                        + $"{stacks[second].Region} already");
                }

                var rollout = NewRollout(
                    call, set, request.OperationId, digest, StackSetOperationAction.Create,
                    request.OperationPreferences) with
                {
                    IsImport = true,
                };
                Appear(state, set, stacks.ConvertAll(static stack => (stack.Account, stack.Region)));
                return (rollout, stacks.Select(stack =>
                    Orders.LegOf(rollout, set, stack.Account, stack.Region) with { Import = stack.Id }));
            }, ct),
        };
    }

    public override async ValueTask<DescribeStackInstanceOutput> DescribeStackInstance(
        Call call, DescribeStackInstanceInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var set = FindSet(held.State, call, request.StackSetName);
        var instance = FindInstance(held.State, set, request.StackInstanceAccount, request.StackInstanceRegion);
        await held.Keep();
        return new()
        {
            StackInstance = instance.Shown.With(shown => shown.ParameterOverrides =
                Blueprint.Read(set.Shown.TemplateBody).Masked(shown.ParameterOverrides)),
        };
    }

    public override async ValueTask<ListStackInstancesOutput> ListStackInstances(
        Call call, ListStackInstancesInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var set = FindSet(held.State, call, request.StackSetName);
        var (page, next) = SetPages.Cut(
            call,
            held.State.InstancesOf(set).Where(each =>
                (request.StackInstanceAccount is null || each.Target == request.StackInstanceAccount)
                && (request.StackInstanceRegion is null || each.Region == request.StackInstanceRegion)
                && (request.Filters ?? []).TrueForAll(filter => Fits(each, filter))),
            static each => each.Id, request.MaxResults, request.NextToken);
        await held.Keep();
        return new() { NextToken = next, Summaries = page.ConvertAll(Summary) };
    }

    private static StackInstanceSummary Summary(Instance instance) => instance.Shown.To<StackInstanceSummary>();

    private static bool Fits(Instance instance, StackInstanceFilter filter) => filter.Values == filter.Name switch
    {
        StackInstanceFilterName.DetailedStatus => instance.Shown.StackInstanceStatus?.DetailedStatus,
        StackInstanceFilterName.LastOperationId => instance.Shown.LastOperationId,
        StackInstanceFilterName.DriftStatus => instance.Shown.DriftStatus,
        _ => throw SetRefusal.Invalid($"The filter {filter.Name} is not supported"),
    };

    private static Instance FindInstance(SetsState state, Set set, string account, string region) =>
        state.Instances.Find(Instance.IdOf(set.Id, account, region))
        ?? throw SetRefusal.NoInstance(set.Name, account, region);

    /// <summary>Instances are there from the moment they are asked for.</summary>
    private static void Appear(SetsState state, Set set, List<(string Account, string Region)> where)
    {
        var lacking = where.FindAll(each => state.Instances.Find(Instance.IdOf(set.Id, each)) is null);
        if (state.InstancesOf(set).Count() + lacking.Count > Targets.InstancesMax)
        {
            throw SetRefusal.Limit("stack instances of a stack set", Targets.InstancesMax);
        }

        lacking.ForEach(each => state.Instances.Put(Instance.New(set, each.Account, each.Region)
            .Now(null, StackInstanceDetailedStatus.Pending, null)));
    }

    /// <summary>Not said: they keep what they have. An empty list: they have what the set has.</summary>
    private static StackInstance? Overrides(Set set, List<Parameter>? asked, Instance? before) => asked is null
        ? null
        : new()
        {
            ParameterOverrides = Blueprint.Read(set.Shown.TemplateBody)
                .Overrides(asked, before?.Shown.ParameterOverrides),
        };

    /// <summary>Where a stack is, by its id, an ARN.</summary>
    private static (string Id, string Account, string Region) StackPlace(string id) => id.Split(':') is
        ["arn", _, "cloudformation", var region, var account, ..]
        ? (id, account, region)
        : throw SetRefusal.Invalid($"{id} is not the id of a stack");
}
