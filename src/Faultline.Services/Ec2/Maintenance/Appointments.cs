using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Maintenance;

/// <summary>
/// What an instance has before it at some hour: its scheduled events, and the end that a spot instance was given notice
/// of. Once the hour has come it goes before whatever else is planned, faults included.
/// </summary>
internal sealed class Appointments(Transitions transitions)
{
    private const string Retired = "Server.ScheduledStop";
    private const string SpotEnded = "Server.SpotInstanceTermination";
    private const string SpotStopped = "Server.SpotInstanceShutdown";

    /// <summary>The plan, or what is due before it. One that is not running yet keeps it until it does.</summary>
    public Plan Or(Ec2State state, Machine machine, Plan plan, DateTimeOffset now)
    {
        if (!machine.Is(InstanceStateName.Running))
        {
            return plan;
        }

        if (machine.Notice <= now)
        {
            return new(Act.None, Interrupted(machine, now));
        }

        var ahead = Schedule.ActiveOf(state, machine.Id).ToList();
        var due = ahead.FindAll(each => each.NotBefore <= now);
        if (due.Count > 0)
        {
            return new(Act.None, Struck(state, machine, due, now));
        }

        var hours = ahead.Select(each => (DateTimeOffset?)each.NotBefore);
        return plan with { Again = hours.Append(machine.Notice).Append(plan.Again).Min() };
    }

    private static Machine Interrupted(Machine machine, DateTimeOffset now) => machine.NoticeStops
        ? machine.Enter(InstanceStateName.Stopping, now)
            .Because(SpotStopped, $"{SpotStopped}: Spot instance shutdown", now)
        : machine.Enter(InstanceStateName.ShuttingDown, now)
            .Because(SpotEnded, $"{SpotEnded}: Spot instance termination", now);

    /// <summary>Events that are due together happen together: a stop, or else one reboot.</summary>
    private Machine Struck(Ec2State state, Machine machine, List<ScheduledEvent> due, DateTimeOffset now)
    {
        foreach (var each in due)
        {
            transitions.Say(machine, now, $"{machine.Id} has its {each.Shown.Code} ({each.Id})");
        }

        Schedule.End(state, due, EventState.Completed, now);
        return due.Exists(each => Schedule.Stops(each.Shown.Code))
            ? machine.Enter(InstanceStateName.Stopping, now)
                .Because(Retired, $"{Retired}: Stopped due to scheduled retirement", now)
            : machine.Reboot();
    }
}
