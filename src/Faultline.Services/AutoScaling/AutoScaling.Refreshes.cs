using System.Collections.Immutable;
using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    public override async ValueTask<StartInstanceRefreshAnswer> StartInstanceRefresh(
        Call call, StartInstanceRefreshType request, CancellationToken ct)
    {
        RefreshRules.Check(request);
        await CheckAlarms(call.Account, request.Preferences?.AlarmSpecification?.Alarms ?? [], ct);
        var (desired, offers) = await Complete(call.Account, request.DesiredConfiguration, ct);
        var before = await Wanted(call, request.AutoScalingGroupName, null, ct);
        var wanted = desired is null ? before : await Wanted(call, request.AutoScalingGroupName, desired, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, request.AutoScalingGroupName);
        if (state.RefreshOf(group.Id) is not null)
        {
            throw AutoScalingErrors.InstanceRefreshInProgressFault(
                "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.");
        }

        RefreshRules.CheckRollback(request, group);
        var refresh = Made(call, group, request, desired) with
        {
            Wanted = wanted,
            WantedBefore = before,
            OffersBefore = group.Offers,
        };
        state.Refreshes.Put(refresh);
        if (desired is not null)
        {
            state.Groups.Put(group.With(shown =>
            {
                shown.LaunchConfigurationName = null;
                shown.LaunchTemplate = desired.LaunchTemplate;
                shown.MixedInstancesPolicy = desired.MixedInstancesPolicy;
            }) with { Offers = offers });
        }

        await held.Keep();
        Tell();
        return new() { InstanceRefreshId = refresh.Id };
    }

    public override async ValueTask<CancelInstanceRefreshAnswer> CancelInstanceRefresh(
        Call call, CancelInstanceRefreshType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var refresh = Active(held.State, call, request.AutoScalingGroupName);
        held.State.Refreshes.Put(refresh.With(shown => shown.Status = InstanceRefreshStatus.Cancelling));
        Refreshing.Release(held.State, refresh);
        await held.Keep();
        Tell();
        return new() { InstanceRefreshId = refresh.Id };
    }

    public override async ValueTask<RollbackInstanceRefreshAnswer> RollbackInstanceRefresh(
        Call call, RollbackInstanceRefreshType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var refresh = Active(held.State, call, request.AutoScalingGroupName);
        if (refresh.Before is null || refresh.WantedBefore is not { } before || RefreshRules.IsAlias(refresh.Before))
        {
            throw AutoScalingErrors.IrreversibleInstanceRefreshFault(
                "The instance refresh cannot be rolled back: it has no desired configuration, or the group had no "
                + "launch template with a numbered version before.");
        }

        if (refresh.Status is InstanceRefreshStatus.Cancelling or InstanceRefreshStatus.RollbackInProgress)
        {
            throw AutoScalingErrors.ActiveInstanceRefreshNotFoundFault(
                "No in progress or pending Instance Refresh found that can be rolled back.");
        }

        Refreshing.BackFrom(held.State, refresh, "User initiated rollback.", call.Now);
        await held.Keep();
        Tell();
        return new() { InstanceRefreshId = refresh.Id };
    }

    /// <summary>The newest first.</summary>
    public override async ValueTask<DescribeInstanceRefreshesAnswer> DescribeInstanceRefreshes(
        Call call, DescribeInstanceRefreshesType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Any(held.State, call, request.AutoScalingGroupName);
        var found = held.State.Refreshes.All.Where(row => row.Group == group.Id)
            .Where(row => request.InstanceRefreshIds is not { Count: > 0 } ids || ids.Contains(row.Id))
            .Select(row => row.Shown);
        var (page, next) = Pages.Cut(
            call,
            found,
            shown => string.Create(
                CultureInfo.InvariantCulture,
                $"{long.MaxValue - shown.StartTime!.Value.UtcTicks:d20} {shown.InstanceRefreshId}"),
            request.MaxRecords,
            request.NextToken);
        await held.Keep();
        return new() { InstanceRefreshes = page, NextToken = next };
    }

    private static Refresh Made(Call call, Group group, StartInstanceRefreshType request, DesiredConfiguration? desired)
    {
        var id = call.Dice.Uuid();
        return new(id, group.Account, group.Id, new()
        {
            InstanceRefreshId = id,
            AutoScalingGroupName = group.Name,
            Status = InstanceRefreshStatus.Pending,
            Strategy = RefreshStrategy.Rolling,
            StartTime = call.Now,
            PercentageComplete = 0,
            InstancesToUpdate = group.Desired,
            Preferences = RefreshRules.WithDefaults(request.Preferences),
            DesiredConfiguration = desired,
        })
        {
            Since = call.Now,
            Moved = call.Now,
            Before = desired is null
                ? null
                : new()
                {
                    LaunchTemplate = group.Shown.LaunchTemplate,
                    MixedInstancesPolicy = group.Shown.MixedInstancesPolicy,
                },
        };
    }

    /// <summary>An alarm that is not there would never end anything.</summary>
    private async ValueTask CheckAlarms(string account, List<string> names, CancellationToken ct)
    {
        if (names.Count == 0)
        {
            return;
        }

        var there = await cloud.Alarms(account, names, state: null, ct);
        if (names.Find(name => !there.Contains(name)) is { } missing)
        {
            throw Refusal.Invalid($"The CloudWatch alarm {missing} of the alarm specification does not exist.");
        }
    }

    private static Refresh Active(AutoScalingState state, Call call, string name) =>
        state.RefreshOf(Find(state, call, name).Id)
        ?? throw AutoScalingErrors.ActiveInstanceRefreshNotFoundFault(
            "No in progress or pending Instance Refresh found for Auto Scaling group " + Names.Of(name));

    private async ValueTask<(DesiredConfiguration? Desired, ImmutableList<Offer> Offers)> Complete(
        string account, DesiredConfiguration? desired, CancellationToken ct)
    {
        if (desired is null)
        {
            return (null, []);
        }

        if ((desired.LaunchTemplate is null) == (desired.MixedInstancesPolicy is null))
        {
            throw Refusal.Invalid(
                "The desired configuration must contain either a launch template or a mixed instances policy.");
        }

        var group = new AutoScalingGroup
        {
            LaunchTemplate = desired.LaunchTemplate,
            MixedInstancesPolicy = desired.MixedInstancesPolicy,
        };
        var offers = await Complete(account, group, ct);
        return (
            new() { LaunchTemplate = group.LaunchTemplate, MixedInstancesPolicy = group.MixedInstancesPolicy }, offers);
    }

    /// <summary>The template with the number of its version that instances are to be of.</summary>
    private async ValueTask<LaunchTemplateSpecification?> Wanted(
        Call call, string name, DesiredConfiguration? desired, CancellationToken ct)
    {
        LaunchTemplateSpecification? template;
        using (var held = await book.Take(ct))
        {
            var group = Find(held.State, call, name).Shown;
            template = desired is null
                ? group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification
                : desired.LaunchTemplate ?? desired.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
            await held.Keep();
        }

        return template is null ? null : await templates.Resolve(call.Account, template, ct);
    }
}
