using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>
/// Capacity that is held for an account: by reservations, and by Reserved Instances of a zone, which hold room like a
/// reservation that is not shown. Pure.
/// </summary>
internal static class Holds
{
    private const string Zonal = "zonal:";

    /// <summary>The id of the hold that belongs to Reserved Instances of a zone.</summary>
    public static string ZonalOf(string reserved) => Zonal + reserved;

    public static bool IsZonal(string id) => id.StartsWith(Zonal, StringComparison.Ordinal);

    /// <summary>Ends what has come to its end: reservations expire, Reserved Instances retire.</summary>
    public static void Settle(Ec2State state, DateTimeOffset now)
    {
        foreach (var hold in state.Reservations.All.Where(hold => hold.IsActive && hold.Shown.EndDate <= now).ToList())
        {
            End(state, hold, CapacityReservationState.Expired);
        }

        foreach (var reserved in state.Reserved.All.ToList())
        {
            if (reserved.Shown.State == ReservedInstanceState.Active && reserved.Shown.End <= now)
            {
                state.Reserved.Put(reserved.With(shown => shown.State = ReservedInstanceState.Retired));
            }
        }
    }

    /// <summary>
    /// A hold ends: the room that nobody uses is free for all. Instances in it run on. Of a hold that is not shown
    /// nothing stays.
    /// </summary>
    public static void End(Ec2State state, CapacityHold hold, string how)
    {
        foreach (var host in hold.Free)
        {
            state.Hosts.Give(host, hold.Shown.InstanceType!);
        }

        if (!hold.IsShown)
        {
            state.Reservations.Remove(hold.Id);
            return;
        }

        state.Reservations.Put(hold.WithFree([]).With(shown => shown.State = how));
    }

    /// <summary>Takes room for so many places at once; null, with nothing taken, when there is not so much.</summary>
    public static List<string>? Take(Ec2State state, Domain zone, string type, int count, double left)
    {
        var hosts = new List<string>();
        while (hosts.Count < count)
        {
            if (state.Hosts.Take(zone, type, left, _ => true) is not { } host)
            {
                hosts.ForEach(taken => state.Hosts.Give(taken, type));
                return null;
            }

            hosts.Add(host);
        }

        return hosts;
    }

    /// <summary>
    /// The holds that an instance may take a place of: the one that it is targeted at, or all that are open and match.
    /// </summary>
    public static List<CapacityHold> For(Ec2State state, Wish wish, Domain zone, bool isFirst)
    {
        if (wish.Target is { } target)
        {
            var hold = Targeted(state, wish.Account, target);
            if (!Matches(hold, wish, zone))
            {
                return [];
            }

            return hold.Free.Count > 0 || !isFirst
                ? [hold]
                : throw new AwsError(
                    "ReservationCapacityExceeded", 400,
                    "The requested reservation does not have sufficient compatible and available capacity for this " +
                    "request.");
        }

        return
        [
            .. state.Reservations.Of(wish.Account).Where(hold => Matches(hold, wish, zone) && (hold.IsShown
                ? wish.Preference != CapacityReservationPreference.None
                    && hold.Shown.InstanceMatchCriteria == InstanceMatchCriteria.Open
                : wish.Preference != CapacityReservationPreference.CapacityReservationsOnly)),
        ];
    }

    /// <summary>
    /// Reserved Instances of a zone that hold less than they are to when this instance leaves: they count what runs.
    /// </summary>
    public static CapacityHold? Short(Ec2State state, Machine leaving)
    {
        var (type, zone) = (leaving.Shown.InstanceType, leaving.Shown.Placement?.AvailabilityZoneId);
        var holds = state.Reservations.Of(leaving.Account)
            .Where(hold => !hold.IsShown && hold.IsActive)
            .Where(hold => hold.Shown.InstanceType == type && hold.Shown.AvailabilityZoneId == zone)
            .ToList();
        if (holds.Count == 0)
        {
            return null;
        }

        var running = Running(state, leaving.Account, type!, zone!).Count(machine => machine.Id != leaving.Id);
        return holds.Sum(hold => hold.Free.Count) < holds.Sum(hold => hold.Shown.TotalInstanceCount!.Value) - running
            ? holds.Find(hold => hold.Free.Count < hold.Shown.TotalInstanceCount)
            : null;
    }

    /// <summary>What runs of a type in a zone outside of reservations.</summary>
    public static IEnumerable<Machine> Running(Ec2State state, string account, string type, string zone) =>
        state.Machines.Of(account).Where(machine =>
            machine.HasRoom && machine.Shown.InstanceType == type && machine.Shown.CapacityReservationId is null
            && machine.Shown.Placement?.AvailabilityZoneId == zone);

    /// <summary>A reservation that an account has and that is shown.</summary>
    public static CapacityHold Own(Ec2State state, string account, string id) =>
        state.Reservations.Find(account, id) is { IsShown: true } hold ? hold : throw Missing(id);

    public static AwsError Missing(string id) => Noun.Reservation.Looks(id)
        ? new(
            "InvalidCapacityReservationId.NotFound", 400, $"The capacity reservation ID '{id}' does not exist")
        : Noun.Reservation.Missing(id);

    private static CapacityHold Targeted(Ec2State state, string account, string id)
    {
        var hold = Own(state, account, id);
        return hold.IsActive
            ? hold
            : throw new AwsError(
                "InvalidCapacityReservationState", 400,
                $"The capacity reservation '{id}' is not active: it is {hold.Shown.State}");
    }

    private static bool Matches(CapacityHold hold, Wish wish, Domain zone) =>
        hold.IsActive
        && hold.Shown.InstanceType == wish.Type
        && hold.Shown.AvailabilityZoneId == zone.Name
        && hold.Shown.Tenancy == wish.Tenancy
        && hold.Shown.InstancePlatform == CapacityReservationInstancePlatform.LinuxUNIX;
}
