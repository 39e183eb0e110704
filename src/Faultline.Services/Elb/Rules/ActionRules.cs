using System.Globalization;
using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;
using Faultline.Wire;
using Action = Faultline.Api.Elb.Action;

namespace Faultline.Services.Elb.Rules;

/// <summary>Which actions a listener of a balancer may have ("Listener rules" in the ELB user guides).</summary>
internal sealed record ActionRules(ElbState State, Item<LoadBalancer> Balancer, string Protocol)
{
    private const int WeightMax = 999;
    private const int StickySecondsMax = 604_800;

    private static readonly string[] contentTypes =
    [
        "text/plain", "text/css", "text/html", "application/javascript", "application/json",
    ];

    private bool IsNetwork => Balancer.Shown.Type == LoadBalancerTypeEnum.Network;

    /// <summary>The actions as they are kept; refused if one is wrong.</summary>
    public List<Action> Check(List<Action>? asked)
    {
        if (asked is not { Count: > 0 })
        {
            throw Refusal.Invalid("An action must be specified");
        }

        var actions = asked.ConvertAll(Check);
        if (actions.Count > 1)
        {
            throw Bad("A rule can have only one action of type 'forward', 'redirect' or 'fixed-response'");
        }

        var groups = Actions.GroupsOf(actions).ToList();
        if (State.GroupsOf(Balancer.Id).Union(groups).Count() > Limits.GroupsOfBalancerMax)
        {
            throw ElbErrors.TooManyUniqueTargetGroupsPerLoadBalancerException(
                "The maximum number of unique target groups per load balancer has been reached");
        }

        return actions;
    }

    private Action Check(Action asked)
    {
        if (asked.Type is not (ActionTypeEnum.Forward or ActionTypeEnum.Redirect or ActionTypeEnum.FixedResponse))
        {
            throw Refusal.NotBuilt($"actions of type {asked.Type}");
        }

        if (IsNetwork && asked.Type != ActionTypeEnum.Forward)
        {
            throw Bad($"Actions of type '{asked.Type}' are not supported on listeners with protocol {Protocol}");
        }

        return asked.Type switch
        {
            ActionTypeEnum.Forward => Forward(asked),
            ActionTypeEnum.Redirect => Redirect(asked),
            _ => Fixed(asked),
        };
    }

    private Action Forward(Action asked)
    {
        if (asked is { TargetGroupArn: { } one, ForwardConfig.TargetGroups: { Count: > 0 } all }
            && (all.Count != 1 || all[0].TargetGroupArn != one))
        {
            throw Refusal.Invalid(
                "When both a target group ARN and a forward configuration are specified, they must name the same "
                + "target group");
        }

        if (asked.TargetGroupArn is null && asked.ForwardConfig?.TargetGroups is not { Count: > 0 })
        {
            throw Refusal.Invalid("A target group must be specified for a forward action");
        }

        var action = Actions.Forward(asked);
        CheckWeights(action.ForwardConfig!);
        foreach (var arn in Actions.GroupsOf([action]))
        {
            CheckGroup(arn, isOneOfSeveral: action.TargetGroupArn is null);
        }

        return action;
    }

    private void CheckWeights(ForwardActionConfig config)
    {
        var groups = config.TargetGroups!;
        var most = IsNetwork ? Limits.GroupsInNetworkActionMax : Limits.GroupsInActionMax;
        if (groups.Count > most)
        {
            throw Bad($"A forward action can have at most '{most}' target groups");
        }

        if (groups.DistinctBy(each => each.TargetGroupArn).Count() < groups.Count)
        {
            throw Refusal.Invalid("A target group cannot be specified more than once in a forward action");
        }

        if (groups.Find(each => each.Weight is < 0 or > WeightMax) is { } heavy)
        {
            throw Refusal.Invalid($"Weight '{heavy.Weight}' must be between '0' and '{WeightMax}' inclusive");
        }

        var sticky = config.TargetGroupStickinessConfig!;
        if (sticky.Enabled == true && sticky.DurationSeconds is null)
        {
            throw Refusal.Invalid("A duration must be specified when target group stickiness is enabled");
        }

        if (sticky.DurationSeconds is < 1 or > StickySecondsMax)
        {
            throw Refusal.Invalid(
                $"Target group stickiness duration '{sticky.DurationSeconds}' must be between '1' and "
                + $"'{StickySecondsMax}' inclusive");
        }

        if (IsNetwork && sticky.Enabled == true)
        {
            throw Refusal.Invalid("Target group stickiness is not supported on network load balancers");
        }
    }

    private void CheckGroup(string? arn, bool isOneOfSeveral)
    {
        var group = State.Groups.Find(Balancer.Account, arn) ?? throw Refusal.NotFound("targetgroup", arn ?? "");
        if (!IsCompatible(Protocol, group.Shown.Protocol!))
        {
            throw ElbErrors.IncompatibleProtocolsException(
                $"The listener and the following target groups have incompatible protocols: {arn}");
        }

        if (group.Shown.ProtocolVersion == "GRPC" && Protocol != ProtocolEnum.Https)
        {
            throw Refusal.Configuration(
                $"Listener protocol '{Protocol}' is not supported with a target group with the protocol-version "
                + "'GRPC'");
        }

        if (group.Shown.VpcId != Balancer.Shown.VpcId)
        {
            throw Refusal.Configuration(
                $"The following target groups are in a different VPC than load balancer '{Balancer.Id}': {arn}");
        }

        if (State.BalancersOf(group.Id).Any(other => other.Id != Balancer.Id))
        {
            throw ElbErrors.TargetGroupAssociationLimitException(
                $"The following target groups cannot be associated with more than one load balancer: {arn}");
        }

        if (isOneOfSeveral && group.Set.GetValueOrDefault(Settings.GroupSettings.Sticky) == "true"
            && group.Set.GetValueOrDefault(Settings.GroupSettings.StickyBy) == "app_cookie")
        {
            throw Bad("When configuring a rule with multiple target groups, none of them can have stickiness of type "
                + "'app_cookie' enabled");
        }
    }

    /// <summary>"Target groups for your Network Load Balancers": which groups go with which listeners.</summary>
    private static bool IsCompatible(string listener, string group) => listener switch
    {
        ProtocolEnum.Http or ProtocolEnum.Https => group is ProtocolEnum.Http or ProtocolEnum.Https,
        ProtocolEnum.Tcp => group is ProtocolEnum.Tcp or ProtocolEnum.TcpUdp,
        ProtocolEnum.Tls => group is ProtocolEnum.Tcp or ProtocolEnum.Tls,
        ProtocolEnum.Udp => group is ProtocolEnum.Udp or ProtocolEnum.TcpUdp,
        _ => group == listener,
    };

    private static Action Redirect(Action asked)
    {
        if (asked.RedirectConfig is not { } config)
        {
            throw Refusal.Invalid("A redirect configuration must be specified for a redirect action");
        }

        if (config.Port is { } port and not "#{port}"
            && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number is < 1 or > 65_535))
        {
            throw Refusal.Invalid($"The port '{port}' must be between '1' and '65535' inclusive, or '#{{port}}'");
        }

        if (config.Path?.StartsWith('/') == false)
        {
            throw Refusal.Invalid($"The redirect path '{config.Path}' must start with a '/'");
        }

        var action = Actions.Redirect(asked);
        if (action.RedirectConfig is
            { Protocol: "#{protocol}", Host: "#{host}", Port: "#{port}", Path: "/#{path}" })
        {
            throw Bad("The redirect configuration is not valid because it creates a loop.");
        }

        return action;
    }

    private static Action Fixed(Action asked)
    {
        if (asked.FixedResponseConfig is not { } config)
        {
            throw Refusal.Invalid("A fixed response configuration must be specified for a fixed-response action");
        }

        return config.ContentType is null || contentTypes.Contains(config.ContentType)
            ? Actions.Fixed(asked)
            : throw Bad(
                $"The content type '{config.ContentType}' must be one of '[{string.Join(", ", contentTypes)}]'");
    }

    private static AwsError Bad(string message) => ElbErrors.InvalidLoadBalancerActionException(message);
}
