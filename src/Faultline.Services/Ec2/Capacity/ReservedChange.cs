using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>
/// Reserved Instances that become others: of another zone or of the region, split or joined within their family, for
/// the same time and of the same worth. Pure.
/// </summary>
internal static class ReservedChange
{
    /// <summary>Refuses what would be worth more or less, or for another time, or of another family.</summary>
    public static void Check(
        IReadOnlyList<Owned<ReservedInstances>> sources, IReadOnlyList<ReservedInstancesConfiguration> targets)
    {
        var first = sources[0].Shown;
        if (sources.FirstOrDefault(each => each.Shown.State != ReservedInstanceState.Active) is { } idle)
        {
            throw Refused($"The Reserved Instances {idle.Id} are not active.");
        }

        if (sources.Any(each => each.Shown.End != first.End || each.Shown.OfferingType != first.OfferingType
            || each.Shown.OfferingClass != first.OfferingClass || each.Shown.Duration != first.Duration))
        {
            throw Refused("Reserved Instances that are modified together must be of the same terms and end together.");
        }

        var family = TypeOf(first.InstanceType).Family;
        var types = targets.Select(each => TypeOf(each.InstanceType ?? first.InstanceType)).ToList();
        if (types.Concat(sources.Select(each => TypeOf(each.Shown.InstanceType))).Any(type => type.Family != family))
        {
            throw Refused("Reserved Instances can be modified within their instance family only.");
        }

        var before = sources.Sum(each => Normal.Of(TypeOf(each.Shown.InstanceType)) * each.Shown.InstanceCount!.Value);
        var after = targets.Select((each, index) => Normal.Of(types[index]) * Count(each)).Sum();
        if (before != after)
        {
            throw Refused(
                "The target configurations must have the same normalized size as the Reserved Instances: " +
                FormattableString.Invariant($"{before}, not {after}."));
        }
    }

    /// <summary>
    /// Puts others in the place of the sources. Their ids, in the order of the targets; null, with nothing changed,
    /// when a zone has no room for what it is to hold.
    /// </summary>
    public static List<string>? Apply(
        Ec2State state,
        IReadOnlyList<Owned<ReservedInstances>> sources,
        IReadOnlyList<(ReservedInstancesConfiguration Asked, Domain? Zone)> targets,
        Func<string> draw,
        Func<Domain, string, double> left,
        DateTimeOffset now)
    {
        var (first, account) = (sources[0].Shown, sources[0].Account);
        var fresh = targets.Select(target => Row(first, account, draw(), target, now)).ToList();
        foreach (var source in sources)
        {
            Release(state, source.Id);
        }

        foreach (var row in fresh)
        {
            if (targets.Select(target => target.Zone).FirstOrDefault(zone => zone?.Name == row.Shown.AvailabilityZoneId)
                is { } zone && !Hold(state, row, zone, left(zone, row.Shown.InstanceType!), now))
            {
                fresh.ForEach(each => Release(state, each.Id));
                Restore(state, sources, left, now);
                return null;
            }
        }

        foreach (var source in sources)
        {
            state.Reserved.Put(source.With(shown =>
            {
                shown.State = ReservedInstanceState.Retired;
                shown.End = now;
            }));
        }

        fresh.ForEach(state.Reserved.Put);
        return fresh.ConvertAll(row => row.Id);
    }

    /// <summary>
    /// Takes the room that Reserved Instances of a zone hold: for as many as do not run already. False, with nothing
    /// taken, when there is not so much.
    /// </summary>
    public static bool Hold(Ec2State state, Owned<ReservedInstances> row, Domain zone, double left, DateTimeOffset now)
    {
        var (type, total) = (row.Shown.InstanceType!, row.Shown.InstanceCount!.Value);
        var others = state.Reservations.Of(row.Account)
            .Where(hold => !hold.IsShown && hold.IsActive && hold.Shown.InstanceType == type
                && hold.Shown.AvailabilityZoneId == zone.Name)
            .ToList();
        var counted = others.Sum(hold => hold.Shown.TotalInstanceCount!.Value - hold.Free.Count);
        var running = Holds.Running(state, row.Account, type, zone.Name).Count();
        var need = Math.Clamp(total - Math.Max(0, running - counted), 0, total);
        if (Holds.Take(state, zone, type, need, left) is not { } hosts)
        {
            return false;
        }

        state.Reservations.Put(new CapacityHold(Holds.ZonalOf(row.Id), row.Account, new()
        {
            CapacityReservationId = Holds.ZonalOf(row.Id),
            OwnerId = row.Account,
            AvailabilityZone = row.Shown.AvailabilityZone,
            AvailabilityZoneId = zone.Name,
            InstanceType = type,
            InstancePlatform = CapacityReservationInstancePlatform.LinuxUNIX,
            Tenancy = CapacityReservationTenancy.Default,
            TotalInstanceCount = total,
            AvailableInstanceCount = hosts.Count,
            State = CapacityReservationState.Active,
            StartDate = now,
            EndDate = row.Shown.End,
            EndDateType = EndDateType.Limited,
            InstanceMatchCriteria = InstanceMatchCriteria.Open,
        })
        {
            Free = hosts,
        });
        return true;
    }

    private static Owned<ReservedInstances> Row(
        ReservedInstances from,
        string account,
        string id,
        (ReservedInstancesConfiguration Asked, Domain? Zone) target,
        DateTimeOffset now) => new Owned<ReservedInstances>(id, account, from).With(shown =>
    {
        shown.ReservedInstancesId = id;
        shown.InstanceType = target.Asked.InstanceType ?? from.InstanceType;
        shown.InstanceCount = Count(target.Asked);
        shown.Scope = target.Zone is null ? Scope.Region : Scope.AvailabilityZone;
        shown.AvailabilityZoneId = target.Zone?.Name;
        shown.AvailabilityZone = target.Zone is { } zone ? ZoneNames.NameOf(account, zone) : null;
        shown.Start = now;
    });

    private static void Release(Ec2State state, string reserved)
    {
        if (state.Reservations.Find(Holds.ZonalOf(reserved)) is { } hold)
        {
            Holds.End(state, hold, CapacityReservationState.Cancelled);
        }
    }

    /// <summary>The room was theirs a moment ago, so it is there.</summary>
    private static void Restore(
        Ec2State state,
        IReadOnlyList<Owned<ReservedInstances>> sources,
        Func<Domain, string, double> left,
        DateTimeOffset now)
    {
        foreach (var source in sources.Where(each => each.Shown.AvailabilityZoneId is not null))
        {
            if (state.Hosts.Find(source.Shown.AvailabilityZoneId!) is { } zone)
            {
                Hold(state, source, zone, Math.Max(1, left(zone, source.Shown.InstanceType!)), now);
            }
        }
    }

    private static int Count(ReservedInstancesConfiguration target) => target.InstanceCount is >= 1 and var count
        ? count
        : throw Refused("A target configuration needs an instance count of at least 1.");

    private static InstanceTypeFacts TypeOf(string? name) =>
        InstanceTypes.Find(name!) ?? throw Refusal.UnknownTypes([name!]);

    private static AwsError Refused(string message) => new("InvalidInput", 400, message);
}
