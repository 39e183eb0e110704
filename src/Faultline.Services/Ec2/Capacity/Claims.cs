using Faultline.Api.Ec2;
using Faultline.Kernel.Faults;
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
    /// Room for one more instance of a launch, besides the places that it has already, on a host that has power; null
    /// if there is none left.
    /// </summary>
    public static Claim? Take(
        Ec2State state, Call call, RunInstancesRequest request, Domain zone, BoardView board, in Asker asker,
        IReadOnlyList<Claim> before)
    {
        var type = request.InstanceType ?? LaunchOrder.TypeUnasked;
        var placement = request.Placement;
        var asked = request.CapacityReservationSpecification;
        return Take(
            state,
            new(call.Account, type, placement?.Tenancy ?? Tenancy.Default)
            {
                Preference = asked?.CapacityReservationPreference,
                Target = asked?.CapacityReservationTarget?.CapacityReservationId,
                Group = Spread.Find(state, call.Account, placement?.GroupName, placement?.GroupId),
                Partition = placement?.PartitionNumber,
                Refuses = host => board.Host(host).Off,
            },
            zone, board.Capacity(zone, type, asker), before, call.Now);
    }

    /// <summary>Room for an instance that was stopped, by what was said of it before.</summary>
    public static Claim? TakeAgain(
        Ec2State state, Call call, Machine machine, Domain zone, BoardView board, in Asker asker)
    {
        var wish = WishOf(state, machine) with { Refuses = host => board.Host(host).Off };
        return Take(state, wish, zone, board.Capacity(zone, wish.Type, asker), [], call.Now);
    }

    /// <summary>Room for an instance whose host has failed, on another one of its zone that has power.</summary>
    public static Claim? TakeElsewhere(Ec2State state, Machine machine, BoardView board, DateTimeOffset now)
    {
        if (state.Hosts.Find(machine.Host!)?.Zone is not { } zone)
        {
            return null;
        }

        var wish = WishOf(state, machine) with { Refuses = host => host.Name == machine.Host || board.Host(host).Off };
        return Take(state, wish, zone, board.Capacity(zone, wish.Type), [], now);
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
    public static bool Fits(Ec2State state, Domain zone, string type, BoardView board, in Asker asker)
    {
        if (state.Hosts.Take(zone, type, board.Capacity(zone, type, asker), at => !board.Host(at).Off) is not { } host)
        {
            return false;
        }

        state.Hosts.Give(host, type);
        return true;
    }

    private static Wish WishOf(Ec2State state, Machine machine)
    {
        var (placement, asked) = (machine.Shown.Placement, machine.Shown.CapacityReservationSpecification);
        return new(machine.Account, machine.Shown.InstanceType!, placement?.Tenancy ?? Tenancy.Default)
        {
            Preference = asked?.CapacityReservationPreference,
            Target = asked?.CapacityReservationTarget?.CapacityReservationId,
            Group = placement?.GroupName is { Length: > 0 } name
                ? Spread.Find(state, machine.Account, name, null)
                : null,
            Partition = placement?.PartitionNumber,
        };
    }

    private static Claim? Take(
        Ec2State state, Wish wish, Domain zone, double left, IReadOnlyList<Claim> before, DateTimeOffset now)
    {
        Holds.Settle(state, now);
        foreach (var (wants, partition) in Spread.Ways(state, wish, zone, before))
        {
            bool willDo(Domain host) => !wish.Refuses(host) && wants(host);
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

    /// <summary>Hosts that will not do, whatever else they offer.</summary>
    public Predicate<Domain> Refuses { get; init; } = static _ => false;
}
