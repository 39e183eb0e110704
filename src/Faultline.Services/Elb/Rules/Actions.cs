using Faultline.Api.Elb;
using Action = Faultline.Api.Elb.Action;

namespace Faultline.Services.Elb.Rules;

/// <summary>What actions say, in the full form that AWS shows.</summary>
internal static class Actions
{
    /// <summary>The groups that actions forward to.</summary>
    public static IEnumerable<string> GroupsOf(IEnumerable<Action>? actions) => (actions ?? [])
        .SelectMany(action => action.ForwardConfig?.TargetGroups ?? [])
        .Select(each => each.TargetGroupArn!);

    /// <summary>
    /// A forward with its groups and weights; the short form, which names one group, is another spelling of it.
    /// </summary>
    public static Action Forward(Action asked)
    {
        var groups = asked.ForwardConfig?.TargetGroups is { Count: > 0 } several
            ? several
            : [new() { TargetGroupArn = asked.TargetGroupArn }];
        var sticky = asked.ForwardConfig?.TargetGroupStickinessConfig;
        return new()
        {
            Type = asked.Type,
            Order = asked.Order,
            TargetGroupArn = groups.Count == 1 ? groups[0].TargetGroupArn : null,
            ForwardConfig = new()
            {
                TargetGroups = groups.ConvertAll(each => new TargetGroupTuple
                {
                    TargetGroupArn = each.TargetGroupArn,
                    Weight = each.Weight ?? 1,
                }),
                TargetGroupStickinessConfig = new()
                {
                    Enabled = sticky?.Enabled ?? false,
                    DurationSeconds = sticky?.DurationSeconds,
                },
            },
        };
    }

    /// <summary>A redirect: what is not said of its parts is that of the request.</summary>
    public static Action Redirect(Action asked)
    {
        var config = asked.RedirectConfig!;
        return new()
        {
            Type = asked.Type,
            Order = asked.Order,
            RedirectConfig = new()
            {
                Protocol = config.Protocol ?? "#{protocol}",
                Host = config.Host ?? "#{host}",
                Port = config.Port ?? "#{port}",
                Path = config.Path ?? "/#{path}",
                Query = config.Query ?? "#{query}",
                StatusCode = config.StatusCode,
            },
        };
    }

    public static Action Fixed(Action asked) => new()
    {
        Type = asked.Type,
        Order = asked.Order,
        FixedResponseConfig = asked.FixedResponseConfig,
    };
}
