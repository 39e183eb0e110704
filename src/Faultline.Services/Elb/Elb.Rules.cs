using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Rules;
using Faultline.Wire;

namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    public override async ValueTask<CreateRuleOutput> CreateRule(
        Call call, CreateRuleInput request, CancellationToken ct)
    {
        CheckTransforms(request.Transforms);
        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var state = held.State;
        var listener = Listener(state, call, request.ListenerArn);
        var balancer = Balancer(state, call, listener.Shown.LoadBalancerArn!);
        if (balancer.Shown.Type == LoadBalancerTypeEnum.Network)
        {
            throw ElbErrors.UnsupportedProtocolException(
                $"Rules are not supported on listeners with protocol {listener.Shown.Protocol}");
        }

        if (request.Priority is not { } priority)
        {
            throw Refusal.Invalid("A rule priority must be specified");
        }

        var conditions = ConditionRules.Check(request.Conditions);
        var actions = new ActionRules(state, balancer, listener.Shown.Protocol!).Check(request.Actions);
        if (state.RulesOf(listener.Id).Any(rule => rule.Shown.Priority == RulePriority.Text(priority)))
        {
            throw InUse(priority);
        }

        var others = state.ListenersOf(balancer.Id).Sum(each => state.RulesOf(each.Id).Count(rule => !IsDefault(rule)));
        if (others >= Limits.RulesMax)
        {
            throw ElbErrors.TooManyRulesException("The maximum number of rules has been reached on this load balancer");
        }

        var arn = Arns.RuleOf(listener.Id, Names.Id(call.Dice));
        var rule = new Item<Rule>(arn, call.Account, new()
        {
            RuleArn = arn,
            Priority = RulePriority.Text(priority),
            Conditions = conditions,
            Actions = actions,
            IsDefault = false,
        }) { Tags = tags };
        state.Rules.Put(rule);
        await held.Keep();
        balancing.Tell();
        return new() { Rules = [rule.Shown] };
    }

    public override async ValueTask<ModifyRuleOutput> ModifyRule(
        Call call, ModifyRuleInput request, CancellationToken ct)
    {
        CheckTransforms(request.Transforms);
        using var held = await book.Take(ct);
        var state = held.State;
        var rule = Rule(state, call, request.RuleArn);
        if (IsDefault(rule))
        {
            throw ElbErrors.OperationNotPermittedException($"Default rule '{rule.Id}' cannot be modified");
        }

        if (request is { Conditions: null or { Count: 0 }, Actions: null or { Count: 0 }, ResetTransforms: null })
        {
            throw Refusal.Invalid("Either conditions or actions must be specified");
        }

        var listener = state.Listeners.Find(Arns.ListenerOfRule(rule.Id))!;
        var balancer = Balancer(state, call, listener.Shown.LoadBalancerArn!);
        var changed = rule.With(shown =>
        {
            shown.Conditions = request.Conditions is { Count: > 0 } conditions
                ? ConditionRules.Check(conditions)
                : shown.Conditions;
            shown.Actions = request.Actions is { Count: > 0 } actions
                ? new ActionRules(state, balancer, listener.Shown.Protocol!).Check(actions)
                : shown.Actions;
        });
        state.Rules.Put(changed);
        await held.Keep();
        balancing.Tell();
        return new() { Rules = [changed.Shown] };
    }

    public override async ValueTask<DeleteRuleOutput> DeleteRule(
        Call call, DeleteRuleInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var rule = Rule(held.State, call, request.RuleArn);
        if (IsDefault(rule))
        {
            throw ElbErrors.OperationNotPermittedException($"Default rule '{rule.Id}' cannot be deleted");
        }

        held.State.Rules.Remove(rule.Id);
        await held.Keep();
        balancing.Tell();
        return new();
    }

    public override async ValueTask<SetRulePrioritiesOutput> SetRulePriorities(
        Call call, SetRulePrioritiesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var asked = request.RulePriorities.ConvertAll(pair => (
            Rule: Rule(state, call, pair.RuleArn ?? ""),
            Priority: pair.Priority ?? throw Refusal.Invalid("A rule priority must be specified")));
        if (asked.Find(each => IsDefault(each.Rule)).Rule is { } fixedOne)
        {
            throw ElbErrors.OperationNotPermittedException(
                $"The priority of default rule '{fixedOne.Id}' cannot be set");
        }

        if (asked.GroupBy(each => each.Priority).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Refusal.Invalid($"Priority '{twice.Key}' was provided multiple times");
        }

        var moved = asked.Select(each => each.Rule.Id).ToHashSet(StringComparer.Ordinal);
        var listeners = asked.Select(each => Arns.ListenerOfRule(each.Rule.Id)).Distinct().ToList();
        if (listeners.Count > 1)
        {
            throw Refusal.Invalid("All rules must belong to the same listener");
        }

        var taken = listeners.SelectMany(state.RulesOf).Where(rule => !moved.Contains(rule.Id))
            .Select(rule => rule.Shown.Priority).ToHashSet(StringComparer.Ordinal);
        if (asked.Exists(each => taken.Contains(RulePriority.Text(each.Priority))))
        {
            throw InUse(asked.First(each => taken.Contains(RulePriority.Text(each.Priority))).Priority);
        }

        var changed = asked.ConvertAll(each => state.Rules.Change(
            each.Rule.Id, rule => rule.With(shown => shown.Priority = RulePriority.Text(each.Priority))));
        await held.Keep();
        balancing.Tell();
        return new() { Rules = changed.ConvertAll(rule => rule.Shown) };
    }

    public override async ValueTask<DescribeRulesOutput> DescribeRules(
        Call call, DescribeRulesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var arns = request.RuleArns is { Count: > 0 } some ? some : null;
        if (arns is null == request.ListenerArn is null)
        {
            throw Refusal.Invalid(arns is null
                ? "You must specify either listener rule ARNs or a listener ARN"
                : "Listener rule ARNs and a listener ARN cannot be specified at the same time");
        }

        var all = arns is not null
            ? Pick(state.Rules.Of(call.Account), row => row.Id, arns, Refusal.SomeNotFound("listener-rule"))
            : state.RulesOf(Listener(state, call, request.ListenerArn!).Id);
        var (page, next) = Pages.Cut(
            call,
            all.Select(rule => Show(state, rule)),
            rule => $"{RulePriority.KeyOf(rule)} {rule.RuleArn}",
            request.PageSize,
            request.Marker);
        await held.Keep();
        return new() { Rules = page, NextMarker = next };
    }

    /// <summary>A rule as the API shows it: the default one does what its listener says.</summary>
    private static Rule Show(ElbState state, Item<Rule> rule) => IsDefault(rule)
        ? rule.With(shown => shown.Actions =
            state.Listeners.Find(Arns.ListenerOfRule(rule.Id))!.Shown.DefaultActions).Shown
        : rule.Shown;

    private static bool IsDefault(Item<Rule> rule) => rule.Shown.IsDefault == true;

    private static AwsError InUse(int priority) =>
        ElbErrors.PriorityInUseException($"Priority '{priority}' is currently in use");

    private static void CheckTransforms(List<RuleTransform>? asked)
    {
        if (asked is { Count: > 0 })
        {
            throw Refusal.NotBuilt("transforms of rules");
        }
    }
}
