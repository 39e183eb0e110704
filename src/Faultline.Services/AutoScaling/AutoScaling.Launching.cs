using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Services.AutoScaling.Running;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>Launches that whoever asks for them waits for.</summary>
internal sealed partial class AutoScaling
{
    /// <summary>
    /// All in one place, or refused there; the group wants as many more as come of it. Asked again with the same token
    /// it answers the same.
    /// </summary>
    public override async ValueTask<LaunchInstancesResult> LaunchInstances(
        Call call, LaunchInstancesRequest request, CancellationToken ct)
    {
        var count = request.RequestedCapacity is > 0 and var asked
            ? asked
            : throw Refusal.Invalid("RequestedCapacity must be a positive number.");
        var (launches, before) = await Begin(call, request, count, ct);
        if (before is not null)
        {
            return before;
        }

        var orders = new Orders();
        orders.Launches.AddRange(launches);
        var outcome = await new Hands(cloud).Do(orders, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        Results.Take(state, outcome, tempo, node.Now);
        var result = Answer(request, launches[0].Group, outcome);
        if (state.Groups.Find(launches[0].Group) is { } group)
        {
            var lost = outcome.Refused.Count;
            if (lost > 0 && request.RetryStrategy != RetryStrategy.RetryWithGroupConfiguration)
            {
                state.Groups.Put(group.With(shown => shown.DesiredCapacity = group.Desired - lost));
            }

            state.Orders.Put(new(Part.IdOf(group.Id, request.ClientToken), group.Account, group.Id, result));
        }

        await held.Keep();
        Tell();
        return result;
    }

    /// <summary>
    /// The launches, kept before they are asked for; or what came of them when they were asked for before.
    /// </summary>
    private async ValueTask<(List<Launch> Launches, LaunchInstancesResult? Before)> Begin(
        Call call, LaunchInstancesRequest request, int count, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, request.AutoScalingGroupName);
        if (state.Orders.Find(Part.IdOf(group.Id, request.ClientToken)) is { } order)
        {
            return ([], order.Shown);
        }

        if (group.Desired + count > group.Max)
        {
            throw Refusal.Invalid(
                $"LaunchInstances request would increase the desired capacity of the group to {group.Desired + count}, "
                + $"above its max size {group.Max}.");
        }

        var zones = Zones(group, request, Impairment.Zones(group, signals.ShiftedAway));
        state.Groups.Put(group = group.With(shown => shown.DesiredCapacity = group.Desired + count));
        var scene = SceneOf(state, group, call);
        for (var made = 0; made < count; made++)
        {
            var counts = Planning.Zones.Count(group, Planning.Zones.There(scene));
            var zone = zones.OrderBy(each => counts.GetValueOrDefault(each)).First();
            var cause = $"At {Hours.Text(call.Now)} an instance was launched in response to a user request.";
            if (!Recipe.Begin(scene, zone, cause))
            {
                throw AutoScalingErrors.ResourceContentionFault($"Launches in {zone} fail now. Try again later.");
            }
        }

        await held.Keep();
        return ([.. scene.Launches.TakeLast(count)], null);
    }

    private static List<string> Zones(Group group, LaunchInstancesRequest request, IReadOnlySet<string> away)
    {
        bool IsMeant(Place place) =>
            (request.AvailabilityZones is not { Count: > 0 } zones || zones.Contains(place.Zone))
            && (request.AvailabilityZoneIds is not { Count: > 0 } ids || ids.Contains(place.ZoneId))
            && (request.SubnetIds is not { Count: > 0 } subnets || subnets.Contains(place.Subnet!));

        var found = group.Places.Where(IsMeant).Select(place => place.Zone).Distinct().ToList();
        if (found.Count == 0)
        {
            throw Refusal.Invalid("The zones or subnets are not those of the Auto Scaling group.");
        }

        found.RemoveAll(away.Contains);
        return found.Count > 0
            ? found
            : throw AutoScalingErrors.ResourceContentionFault(
                "The Auto Scaling group is shifted away from there. Launch elsewhere, or end the zonal shift.");
    }

    private static LaunchInstancesResult Answer(LaunchInstancesRequest request, string group, Outcome outcome) => new()
    {
        AutoScalingGroupName = group[(group.IndexOf(' ') + 1)..],
        ClientToken = request.ClientToken,
        Instances =
        [
            .. outcome.Launched
                .GroupBy(each =>
                    (each.Instance.InstanceType, each.Instance.SubnetId, each.Launch.Zone, each.Launch.IsSpot))
                .Select(each => new InstanceCollection
                {
                    InstanceType = each.Key.InstanceType,
                    SubnetId = each.Key.SubnetId,
                    AvailabilityZone = each.Key.Zone,
                    AvailabilityZoneId = each.First().Launch.Like.AvailabilityZoneId,
                    MarketType = each.Key.IsSpot ? "spot" : "on-demand",
                    InstanceIds = [.. each.Select(one => one.Instance.InstanceId!)],
                }),
        ],
        Errors =
        [
            .. outcome.Refused.Select(each => new LaunchInstancesError
            {
                InstanceType = each.Launch.Like.InstanceType,
                SubnetId = each.Launch.Request.SubnetId,
                AvailabilityZone = each.Launch.Zone,
                AvailabilityZoneId = each.Launch.Like.AvailabilityZoneId,
                MarketType = each.Launch.IsSpot ? "spot" : "on-demand",
                ErrorCode = each.Why.Code,
                ErrorMessage = each.Why.Message,
            }),
        ],
    };
}
