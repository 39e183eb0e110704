using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// Simplified automatic recovery ("Automatic instance recovery" in the EC2 user guide): an instance whose host has
/// failed moves to another one of its zone, with its id, its addresses and its volumes. A zone that is dark as a whole
/// has no such host, and then the instance waits for the power.
/// </summary>
internal sealed class Recovery(Surroundings around, Dice dice)
{
    /// <summary>Two checks in a row have to fail.</summary>
    private const int Checks = 2;

    private readonly StatusChecks checks = new(around);

    /// <summary>The plan, or a better one for an instance that is down with its host.</summary>
    public Plan Or(Ec2State state, Machine machine, Plan plan, DateTimeOffset now)
    {
        if (plan.Next is { } next && next.Downfall == Downfall.Fault && machine.Downfall != Downfall.Fault)
        {
            var due = now + (Checks * checks.Every) + around.Timing.Draw(Steps.Ec2Recovery, dice);
            return plan with { Next = next with { Due = due } };
        }

        if (plan != default || !IsDown(state, machine) || machine.Due is not { } hour)
        {
            return plan;
        }

        return hour > now ? plan with { Again = hour }
            : Claims.TakeElsewhere(state, machine, around.Board.View, now) is { } place
                ? new(Act.None, Moved(state, machine, place))
                : plan with { Again = now + checks.Every };
    }

    /// <summary>
    /// The instance on another host of its zone, where it boots again: somebody asks for it now, whether it moves by
    /// itself or not. Null where its zone has no other host for it.
    /// </summary>
    public static Machine? Now(Ec2State state, Machine machine, BoardView board, DateTimeOffset now)
    {
        var down = machine.Downfall == Downfall.Fault ? machine : machine.Down(Downfall.Fault, now);
        return Claims.TakeElsewhere(state, machine, board, now) is { } place ? Moved(state, down, place) : null;
    }

    /// <summary>It is down because its host is, not because somebody struck the instance itself.</summary>
    private bool IsDown(Ec2State state, Machine machine) =>
        machine.Is(InstanceStateName.Running)
        && machine.Downfall == Downfall.Fault
        && machine.Shown.MaintenanceOptions?.AutoRecovery != "disabled"
        && state.Hosts.Find(machine.Host!) is { } host
        && around.Board.View.Host(host).Off;

    private static Machine Moved(Ec2State state, Machine machine, Claim place)
    {
        Claims.Give(state, machine, machine.Host!);
        return (machine with { Host = place.Host, Due = null })
            .With(shown => shown.CapacityReservationId = place.Reservation);
    }
}
