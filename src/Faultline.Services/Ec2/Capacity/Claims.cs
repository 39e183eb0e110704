using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>
/// A place that an instance takes: its host, the capacity reservation that is shown of it, its placement group and
/// partition, and the hold that the place comes from (which need not be one that is shown).
/// </summary>
internal sealed record Claim(
    string Host, string? Reservation = null, string? Group = null, int? Partition = null, string? Hold = null);

/// <summary>
/// Takes room for instances and gives it back: from reservations where one fits, else from what is left of the zone;
/// always where their placement group wants them. Pure.
/// </summary>
internal static class Claims
{
    /// <summary>
    /// Room for one more instance of a launch, besides the places that it has already; null if there is none left.
    /// </summary>
    public static Claim? Take(
        Ec2State state, Call call, RunInstancesRequest request, Domain zone, double left, IReadOnlyList<Claim> before)
    {
        var placement = request.Placement;
        var asked = request.CapacityReservationSpecification;
        return Take(
            state,
            new(call.Account, request.InstanceType ?? LaunchOrder.TypeUnasked, placement?.Tenancy ?? Tenancy.Default)
            {
                Preference = asked?.CapacityReservationPreference,
                Target = asked?.CapacityReservationTarget?.CapacityReservationId,
                Group = Spread.Find(state, call.Account, placement?.GroupName, placement?.GroupId),
                Partition = placement?.PartitionNumber,
            },
            zone, left, before, call.Now);
    }

    /// <summary>Room for an instance that was stopped, by what was said of it before.</summary>
    public static Claim? TakeAgain(Ec2State state, Call call, Machine machine, Domain zone, double left)
    {
        var (placement, asked) = (machine.Shown.Placement, machine.Shown.CapacityReservationSpecification);
        var group = placement?.GroupName is { Length: > 0 } name
            ? Spread.Find(state, machine.Account, name, null)
            : null;
        return Take(
            state,
            new(machine.Account, machine.Shown.InstanceType!, placement?.Tenancy ?? Tenancy.Default)
            {
                Preference = asked?.CapacityReservationPreference,
                Target = asked?.CapacityReservationTarget?.CapacityReservationId,
                Group = group,
                Partition = placement?.PartitionNumber,
            },
            zone, left, [], call.Now);
    }

    /// <summary>A place that was taken and is not used after all.</summary>
    public static void Return(Ec2State state, Claim place, string type)
    {
        if (place.Hold is { } id && state.Reservations.Find(id) is { } hold)
        {
            state.Reservations.Put(hold.WithFree([.. hold.Free, place.Host]));
            return;
        }

        state.Hosts.Give(place.Host, type);
    }

    /// <summary>An instance leaves its host: its place goes back to the reservation that it is of.</summary>
    public static void Give(Ec2State state, Machine machine, string host)
    {
        var hold = machine.Shown.CapacityReservationId is { } id
            ? state.Reservations.Find(id) is { IsActive: true } own ? own : null
            : Holds.Short(state, machine);
        if (hold is not null)
        {
            state.Reservations.Put(hold.WithFree([.. hold.Free, host]));
            return;
        }

        state.Hosts.Give(host, machine.Shown.InstanceType!);
    }

    /// <summary>Whether the zone has room for one instance of the type.</summary>
    public static bool Fits(Ec2State state, Domain zone, string type, double left)
    {
        if (state.Hosts.Take(zone, type, left, _ => true) is not { } host)
        {
            return false;
        }

        state.Hosts.Give(host, type);
        return true;
    }

    private static Claim? Take(
        Ec2State state, Wish wish, Domain zone, double left, IReadOnlyList<Claim> before, DateTimeOffset now)
    {
        Holds.Settle(state, now);
        foreach (var (willDo, partition) in Spread.Ways(state, wish, zone, before))
        {
            if (FromHold(state, wish, zone, before, willDo) is { } held)
            {
                return held with { Group = wish.Group?.Shown.GroupName, Partition = partition };
            }

            if (wish.Target is null && wish.Preference != CapacityReservationPreference.CapacityReservationsOnly
                && state.Hosts.Take(zone, wish.Type, left, willDo) is { } host)
            {
                return new(host, null, wish.Group?.Shown.GroupName, partition);
            }
        }

        return null;
    }

    private static Claim? FromHold(
        Ec2State state, Wish wish, Domain zone, IReadOnlyList<Claim> before, Predicate<Domain> willDo)
    {
        foreach (var hold in Holds.For(state, wish, zone, isFirst: before.Count == 0))
        {
            var host = hold.Free.FirstOrDefault(name => state.Hosts.Find(name) is { } place && willDo(place));
            if (host is not null)
            {
                var rest = hold.Free.ToList();
                rest.Remove(host);
                state.Reservations.Put(hold.WithFree(rest));
                return new(host, hold.IsShown ? hold.Id : null, Hold: hold.Id);
            }
        }

        return null;
    }
}

/// <summary>What an instance wants of the place that it gets.</summary>
internal sealed record Wish(string Account, string Type, string Tenancy)
{
    public string? Preference { get; init; }

    /// <summary>The one reservation that it is to be in.</summary>
    public string? Target { get; init; }

    public Owned<PlacementGroup>? Group { get; init; }

    public int? Partition { get; init; }
}
