using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Faultline.Api.Elb;
using Faultline.Engines.Balancer.Config;
using Faultline.Services.Elb.Rules;
using Action = Faultline.Api.Elb.Action;

namespace Faultline.Services.Elb.Wanted;

/// <summary>Rules as the engine wants them. Pure.</summary>
internal static class WantedRules
{
    /// <param name="called">What a group is called that a rule forwards to.</param>
    public static RuleConfig Rule(
        string name, IEnumerable<RuleCondition>? conditions, List<Action> actions, Func<string, string> called) =>
        new(name, [.. (conditions ?? []).Select(Condition)], Act(actions[0], called));

    private static Condition Condition(RuleCondition asked)
    {
        ImmutableArray<string> values = [.. Conditions.ValuesOf(asked)];
        return asked.Field switch
        {
            Conditions.Host => new Condition.Host(values),
            Conditions.Path => new Condition.Path(values),
            Conditions.Header => new Condition.Header(asked.HttpHeaderConfig!.HttpHeaderName!, values),
            Conditions.Method => new Condition.Method(values),
            Conditions.Source => new Condition.Source([.. values.Select(value => IPNetwork.Parse(value))]),
            _ => new Condition.Query([.. asked.QueryStringConfig!.Values!.Select(pair => (pair.Key, pair.Value!))]),
        };
    }

    private static RuleAction Act(Action action, Func<string, string> called) => action.Type switch
    {
        ActionTypeEnum.Redirect => Redirect(action.RedirectConfig!),
        ActionTypeEnum.FixedResponse => new RuleAction.Fixed(
            int.Parse(action.FixedResponseConfig!.StatusCode, CultureInfo.InvariantCulture),
            action.FixedResponseConfig.ContentType,
            action.FixedResponseConfig.MessageBody),
        _ => Forward(action.ForwardConfig!, called),
    };

    private static RuleAction.Forward Forward(ForwardActionConfig config, Func<string, string> called) =>
        new([.. config.TargetGroups!.Select(each => (called(each.TargetGroupArn!), each.Weight ?? 1))])
        {
            Sticky = config.TargetGroupStickinessConfig is { Enabled: true, DurationSeconds: { } seconds }
                ? TimeSpan.FromSeconds(seconds)
                : null,
        };

    private static RuleAction.Redirect Redirect(RedirectActionConfig config) => new(
        config.Protocol!,
        config.Host!,
        config.Port!,
        config.Path!,
        config.Query!,
        config.StatusCode == RedirectActionStatusCodeEnum.Http301 ? 301 : 302);
}
