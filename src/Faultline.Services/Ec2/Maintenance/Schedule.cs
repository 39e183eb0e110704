using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Maintenance;

/// <summary>
/// The scheduled events of instances ("Scheduled events for your instances" in the EC2 user guide). In AWS it is AWS
/// that makes them; here whoever wants to see what comes of one. Pure.
/// </summary>
internal static class Schedule
{
    /// <summary>
    /// "After a scheduled event is completed, it can still be described for up to a week" (InstanceStatusEvent in the
    /// API reference).
    /// </summary>
    public static readonly TimeSpan ShownAfter = TimeSpan.FromDays(7);

    /// <summary>What an instance may have before it; every list has a limit.</summary>
    public const int ActiveMax = 20;

    /// <summary>How long the work takes at most that an event announces.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(2);

    /// <summary>How far an event can be put off.</summary>
    private static readonly TimeSpan PutOffMax = TimeSpan.FromDays(7);

    /// <summary>Limits from "Reschedule scheduled events" in the EC2 user guide.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(60);

    /// <summary>The events of an instance that can still be seen.</summary>
    public static IEnumerable<ScheduledEvent> Of(Ec2State state, string machine, DateTimeOffset now) =>
        state.Events.Count == 0
            ? []
            : state.Events.All.Where(each => each.Machine == machine && !(each.Ended + ShownAfter <= now));

    public static IEnumerable<ScheduledEvent> ActiveOf(Ec2State state, string machine) =>
        state.Events.Count == 0 ? [] : state.Events.All.Where(each => each.Machine == machine && each.IsActive);

    public static ScheduledEvent Add(
        Ec2State state, Machine machine, string id, InstanceOrder.Schedule order, DateTimeOffset now)
    {
        foreach (var past in state.Events.All.Where(each => each.Ended + ShownAfter <= now).ToList())
        {
            state.Events.Remove(past.Id);
        }

        var start = now + order.In;
        var made = new ScheduledEvent(id, machine.Account, machine.Id, new()
        {
            InstanceEventId = id,
            Code = order.Code,
            Description = order.Says ?? Usual(order.Code),
            NotBefore = start,
            NotAfter = Stops(order.Code) ? null : start + Lasts,
            NotBeforeDeadline = start + PutOffMax,
        });
        state.Events.Put(made);
        return made;
    }

    /// <summary>Why an event cannot be moved to that hour; null where it can.</summary>
    public static string? WhyNotAt(ScheduledEvent own, DateTimeOffset start, DateTimeOffset now) =>
        !own.IsActive ? $"The event '{own.Id}' is over."
        : own.NotBefore - TooLate < now ? $"The event '{own.Id}' starts within {TooLate.TotalMinutes} minutes."
        : start < now + Ahead ? $"The new start time must be at least {Ahead.TotalMinutes} minutes from now."
        : start > own.Shown.NotBeforeDeadline ? "The new start time is after the deadline of the event."
        : null;

    /// <summary>What it announces takes as long as before, only later or earlier.</summary>
    public static ScheduledEvent Move(this ScheduledEvent own, DateTimeOffset start) => own.With(shown =>
    {
        shown.NotAfter += start - own.NotBefore;
        shown.NotBefore = start;
    });

    /// <summary>The instance was rebooted, which is all that an event of that code asks for.</summary>
    public static void Rebooted(Ec2State state, string machine, DateTimeOffset now) => End(
        state,
        ActiveOf(state, machine).Where(each => each.Shown.Code == EventCode.InstanceReboot),
        EventState.Completed,
        now);

    /// <summary>The instance has left its host, and with it whatever that host was to go through.</summary>
    public static void Left(Ec2State state, string machine, DateTimeOffset now) =>
        End(state, ActiveOf(state, machine), EventState.Canceled, now);

    public static void End(
        Ec2State state, IEnumerable<ScheduledEvent> events, EventState how, DateTimeOffset now)
    {
        foreach (var each in events.ToList())
        {
            state.Events.Put(each.End(how, now));
        }
    }

    /// <summary>Nobody knows of the instance any more.</summary>
    public static void Forget(Ec2State state, string machine)
    {
        foreach (var each in state.Events.All.Where(each => each.Machine == machine).ToList())
        {
            state.Events.Remove(each.Id);
        }
    }

    /// <summary>Whether it stops the instance; if not, it reboots it.</summary>
    public static bool Stops(string? code) => code is EventCode.InstanceRetirement or EventCode.InstanceStop;

    private static string Usual(string code) => code switch
    {
        EventCode.InstanceRetirement => "The instance is running on degraded hardware",
        EventCode.InstanceStop => "The instance is scheduled to be stopped",
        EventCode.SystemMaintenance => "The instance is scheduled for maintenance of its host",
        _ => "The instance is scheduled for a reboot",
    };
}
