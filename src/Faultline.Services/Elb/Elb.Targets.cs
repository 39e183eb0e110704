using System.Globalization;
using Faultline.Api.Elb;
using Faultline.Services.Elb.Groups;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Settings;
using Faultline.Services.Elb.Wanted;
using Faultline.Wire;

namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    public override async ValueTask<RegisterTargetsOutput> RegisterTargets(
        Call call, RegisterTargetsInput request, CancellationToken ct)
    {
        var group = await LookAtGroup(call, request.TargetGroupArn, ct);
        var targets = await new TargetRules(premises).Check(call, group, request.Targets, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        Group(state, call, request.TargetGroupArn);
        foreach (var target in targets)
        {
            // Whoever was about to leave stays.
            state.Targets.Put(new(
                Registration.IdOf(group.TargetGroupArn!, target), call.Account, group.TargetGroupArn!, target));
        }

        if (state.TargetsOf(group.TargetGroupArn!).Count(target => !target.Leaves) > Limits.TargetsMax)
        {
            throw ElbErrors.TooManyTargetsException(
                $"The maximum number of targets has been reached for target group '{group.TargetGroupArn}'");
        }

        await held.Keep();
        balancing.Tell();
        return new();
    }

    /// <summary>A target that is not there is taken out all the same, as in AWS.</summary>
    public override async ValueTask<DeregisterTargetsOutput> DeregisterTargets(
        Call call, DeregisterTargetsInput request, CancellationToken ct)
    {
        if (request.Targets.Count == 0)
        {
            throw Refusal.Invalid("At least one target must be specified");
        }

        using var held = await book.Take(ct);
        var group = Group(held.State, call, request.TargetGroupArn);
        foreach (var target in request.Targets)
        {
            var named = new TargetDescription { Id = target.Id, Port = target.Port ?? group.Shown.Port };
            if (held.State.Targets.Find(Registration.IdOf(group.Id, named)) is { Leaves: false } found)
            {
                Draining.Begin(held.State, found, call.Now);
            }
        }

        await held.Keep();
        balancing.Tell();
        return new();
    }

    public override async ValueTask<DescribeTargetHealthOutput> DescribeTargetHealth(
        Call call, DescribeTargetHealthInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Group(state, call, request.TargetGroupArn);
        var places = options.Backends is { } backends
            ? new Whereabouts(around.Atlas, region, await backends())
            : null;
        var health = new Health(state, places, name => options.Balancers?.Look(name) ?? []);
        var overrides = new Overrides(state, places, options.ShiftedAway);
        TargetHealthDescription Describe(Registration target)
        {
            var shown = Elb.Describe(group, target.Shown, health.Of(group, target));
            shown.AdministrativeOverride = overrides.Of(group, target);
            return shown;
        }

        var all = state.TargetsOf(group.Id).Select(Describe);
        if (request.Targets is { Count: > 0 } asked)
        {
            all = asked.Select(named =>
            {
                var target = new TargetDescription { Id = named.Id, Port = named.Port ?? group.Shown.Port };
                return state.Targets.Find(Registration.IdOf(group.Id, target)) is { } found
                    ? Describe(found)
                    : Elb.Describe(group, target, Health.Unknown);
            });
        }

        var shown = all.ToList();
        if (request.Include is { Count: > 0 }
            && GroupSettings.Of(group.Shown).Keys.Contains(GroupSettings.Anomaly))
        {
            shown.ForEach(each => each.AnomalyDetection = new()
            {
                Result = AnomalyResultEnum.Normal,
                MitigationInEffect = MitigationInEffectEnum.No,
            });
        }

        await held.Keep();
        return new() { TargetHealthDescriptions = shown };
    }

    private static TargetHealthDescription Describe(
        Item<TargetGroup> group, TargetDescription target, TargetHealth health) => new()
        {
            Target = target,
            HealthCheckPort = group.Shown.HealthCheckPort == HealthChecks.TrafficPort
                ? target.Port?.ToString(CultureInfo.InvariantCulture)
                : group.Shown.HealthCheckPort,
            TargetHealth = health,
        };

    private async ValueTask<TargetGroup> LookAtGroup(Call call, string arn, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var shown = Group(held.State, call, arn).Shown;
        await held.Keep();
        return shown;
    }
}
