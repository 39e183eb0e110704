using System.Collections.Immutable;
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
    private const string Deleting = "Delete in progress";

    public override async ValueTask CreateAutoScalingGroup(
        Call call, CreateAutoScalingGroupType request, CancellationToken ct)
    {
        GroupRules.CheckSource(
            request.LaunchConfigurationName, request.LaunchTemplate, request.InstanceId, request.MixedInstancesPolicy);
        var places = await land.Places(
            call.Account, request.AvailabilityZones, request.AvailabilityZoneIds, request.VPCZoneIdentifier, ct);
        var shown = GroupRules.WithDefaults(request.To<AutoScalingGroup>());
        var sources = await SourcesOf(
            call.Account, request.TargetGroupARNs, request.LoadBalancerNames, request.TrafficSources, ct);
        var offers = await Complete(call.Account, shown, ct);
        var hooks = (request.LifecycleHookSpecificationList ?? [])
            .ConvertAll(hook => HookRules.Read(request.AutoScalingGroupName, hook));
        var configuration = request.InstanceId is { } id ? await FromInstance(call, id, ct) : null;
        GroupRules.Check(shown);
        await CheckShift(
            call.Account, Impairment.IsEnabled(shown), request.SkipZonalShiftValidation, sources, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Made(call, request, shown, places) with
        {
            Sources = sources,
            Offers = offers,
        };
        CheckNew(state, group);
        if (configuration is not null)
        {
            Add(state, call, configuration.With(made => made.LaunchConfigurationName = group.Name));
            group = group.With(made => made.LaunchConfigurationName = group.Name);
        }

        CheckConfiguration(state, group);
        state.Groups.Put(group);
        hooks.ForEach(hook => Put(state, group, hook));
        await held.Keep();
        Tell();
    }

    public override async ValueTask UpdateAutoScalingGroup(
        Call call, UpdateAutoScalingGroupType request, CancellationToken ct)
    {
        var places = request is { AvailabilityZones: null, AvailabilityZoneIds: null, VPCZoneIdentifier: null }
            ? null
            : await land.Places(
                call.Account, request.AvailabilityZones, request.AvailabilityZoneIds, request.VPCZoneIdentifier, ct);
        var asked = request.To<AutoScalingGroup>();
        var offers = await Complete(call.Account, asked, ct);
        await CheckShift(call, request, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        var before = Find(state, call, request.AutoScalingGroupName);
        CheckRefresh(state, before, request);
        state.Groups.Put(Updated(before, asked, places, offers, call.Now));
        CheckConfiguration(state, state.Groups.Find(before.Id)!);
        await held.Keep();
        Tell();
    }

    public override async ValueTask DeleteAutoScalingGroup(
        Call call, DeleteAutoScalingGroupType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Any(state, call, request.AutoScalingGroupName);
        var isForced = request.ForceDelete == true;
        CheckMayGo(state, group, isForced);
        if (state.MembersOf(group.Id).Any() || state.LaunchesOf(group.Id).Any())
        {
            state.Groups.Put(group.With(shown =>
            {
                shown.Status = Deleting;
                (shown.MinSize, shown.MaxSize, shown.DesiredCapacity) = (0, 0, 0);
            }) with { Why = null });
        }
        else
        {
            Removal.Remove(state, group);
        }

        await held.Keep();
        Tell();
    }

    public override async ValueTask SetDesiredCapacity(Call call, SetDesiredCapacityType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Find(held.State, call, request.AutoScalingGroupName);
        var desired = request.DesiredCapacity ?? throw Refusal.Invalid("DesiredCapacity is required.");
        CheckWithin(group, desired, "SetDesiredCapacity");
        if (request.HonorCooldown == true && Capacity.IsCooling(group, call.Now))
        {
            throw Refusal.Cooling(group.Name);
        }

        Capacity.Set(held.State, group, desired, Causes.Explicit, call.Now);
        await held.Keep();
        Tell();
    }

    private static void CheckWithin(Group group, int desired, string what)
    {
        if (desired > group.Max)
        {
            throw Refusal.Invalid(
                $"New {what} value {desired} is above max value {group.Max} for the AutoScalingGroup.");
        }

        if (desired < group.Min)
        {
            throw Refusal.Invalid(
                $"New {what} value {desired} is below min value {group.Min} for the AutoScalingGroup.");
        }
    }

    private Group Made(
        Call call, CreateAutoScalingGroupType request, AutoScalingGroup shown, ImmutableList<Place> places)
    {
        var name = request.AutoScalingGroupName;
        var made = new Group(Group.IdOf(call.Account, name), call.Account, shown) { Places = places };
        return made.With(group =>
        {
            group.AutoScalingGroupARN = Names.GroupArn(region, call.Account, call.Dice.Uuid(), name);
            group.CreatedTime = call.Now;
            group.ServiceLinkedRoleARN ??= $"arn:aws:iam::{call.Account}:role/aws-service-role/"
                + "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
            group.Tags = TagRules.Merge(call, name, [], request.Tags);
            Stand(group, places);

            // They are kept as rows of their own, or with their states.
            (group.Instances, group.TargetGroupARNs, group.LoadBalancerNames, group.TrafficSources) =
                (null, null, null, null);
        }) with { Why = Causes.Created(shown.DesiredCapacity ?? 0, call.Now) };
    }

    private static void Stand(AutoScalingGroup group, ImmutableList<Place> places)
    {
        group.AvailabilityZones = [.. places.Select(place => place.Zone).Distinct()];
        group.AvailabilityZoneIds = [.. places.Select(place => place.ZoneId).Distinct()];
        group.VPCZoneIdentifier = string.Join(',', places.Select(place => place.Subnet).OfType<string>());
    }

    /// <summary>
    /// The group as it is asked to be; a desired capacity that no longer fits comes within its bounds.
    /// </summary>
    private static Group Updated(
        Group before,
        AutoScalingGroup asked,
        ImmutableList<Place>? places,
        ImmutableList<Offer> offers,
        DateTimeOffset now)
    {
        var merged = before.Shown.Under(asked).With(shown =>
        {
            shown.AutoScalingGroupName = before.Name;
            shown.InstanceMaintenancePolicy = GroupRules.Kept(shown.InstanceMaintenancePolicy);
            shown.AvailabilityZoneImpairmentPolicy =
                GroupRules.Whole(shown.AvailabilityZoneImpairmentPolicy, before.Shown.AvailabilityZoneImpairmentPolicy);
            if (LaunchesFromOther(asked))
            {
                shown.LaunchConfigurationName = asked.LaunchConfigurationName;
                shown.LaunchTemplate = asked.LaunchTemplate;
                shown.MixedInstancesPolicy = asked.MixedInstancesPolicy;
            }

            if (places is not null)
            {
                Stand(shown, places);
            }
        });
        if (asked.DesiredCapacity is null)
        {
            merged.DesiredCapacity = Math.Max(
                merged.MinSize ?? 0, Math.Min(merged.MaxSize ?? 0, merged.DesiredCapacity ?? 0));
        }

        GroupRules.Check(merged);
        var after = before with { Shown = merged, Places = places ?? before.Places };

        // Another template, or other zones, may do where the ones before failed.
        after = Suspension.Forgive(after) with { Offers = LaunchesFromOther(asked) ? offers : before.Offers };
        return after.Desired == before.Desired
            ? after
            : after with
            {
                Why = Capacity.Changed(
                    before, after.Desired, Causes.Update(after.Min, after.Max, after.Desired), now).Why,
            };
    }

    private static bool LaunchesFromOther(AutoScalingGroup asked) => asked.LaunchConfigurationName is not null
        || asked.LaunchTemplate is not null || asked.MixedInstancesPolicy is not null;

    private static void CheckNew(AutoScalingState state, Group group)
    {
        if (state.Groups.Find(group.Id) is { } other)
        {
            throw AutoScalingErrors.AlreadyExistsFault(other.IsLeaving
                ? $"AutoScalingGroup by this name already exists and is pending delete - {group.Name}"
                : $"AutoScalingGroup by this name already exists - A group with the name {group.Name} already exists");
        }

        if (state.Groups.Of(group.Account).Count() >= Limits.GroupsMax)
        {
            throw Refusal.Limit("Auto Scaling groups", Limits.GroupsMax);
        }
    }

    private static void CheckConfiguration(AutoScalingState state, Group group)
    {
        if (group.Shown.LaunchConfigurationName is { } name
            && state.LaunchConfigurations.Find(Part.IdOf(group.Account, name)) is null)
        {
            throw Refusal.Invalid($"Launch configuration name not found - Launch configuration {name} not found");
        }
    }

    private static void CheckRefresh(AutoScalingState state, Group group, UpdateAutoScalingGroupType request)
    {
        if ((request.LaunchTemplate is not null || request.MixedInstancesPolicy is not null
                || request.LaunchConfigurationName is not null)
            && state.RefreshOf(group.Id)?.Shown.DesiredConfiguration is not null)
        {
            throw Refusal.Invalid(
                "An active instance refresh with a desired configuration exists. All configuration options derived "
                + "from the desired configuration are not available for update while the instance refresh is active.");
        }
    }

    private static void CheckMayGo(AutoScalingState state, Group group, bool isForced)
    {
        if (group.Shown.DeletionProtection == DeletionProtection.PreventAllDeletion
            || (isForced && group.Shown.DeletionProtection == DeletionProtection.PreventForceDeletion))
        {
            throw AutoScalingErrors.ResourceInUseFault(
                $"The AutoScalingGroup {group.Name} has the deletion protection {group.Shown.DeletionProtection}.");
        }

        if (isForced)
        {
            return;
        }

        if (state.MembersOf(group.Id).Any(member => member.Leaving is null))
        {
            throw AutoScalingErrors.ResourceInUseFault(
                "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) "
                + "still in the group.");
        }

        if (state.LaunchesOf(group.Id).Any() || state.MembersOf(group.Id).Any())
        {
            throw AutoScalingErrors.ScalingActivityInProgressFault(
                "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.");
        }
    }

    /// <summary>
    /// Templates are kept by id and name, and must be there. Gives the instance types that fit what is required.
    /// </summary>
    private async ValueTask<ImmutableList<Offer>> Complete(
        string account, AutoScalingGroup group, CancellationToken ct)
    {
        group.LaunchTemplate = await templates.Check(account, group.LaunchTemplate, ct);
        if (group.MixedInstancesPolicy is { LaunchTemplate: { } mixed } policy)
        {
            group.MixedInstancesPolicy = policy.With(shown => shown.LaunchTemplate = mixed.With(_ => { }));
            group.MixedInstancesPolicy.LaunchTemplate!.LaunchTemplateSpecification =
                await templates.Check(account, mixed.LaunchTemplateSpecification, ct);
        }

        RequirementRules.Check(group.MixedInstancesPolicy);
        return await catalogue.Offers(account, group.MixedInstancesPolicy, ct);
    }
}
