using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Maintenance;

/// <summary>Something that is to happen to an instance at its hour, or did, or was called off.</summary>
internal sealed record ScheduledEvent(string Id, string Account, string Machine, InstanceStatusEvent Shown) : IRow
{
    public EventState State { get; init; }

    /// <summary>When it was done or called off.</summary>
    public DateTimeOffset? Ended { get; init; }

    public bool IsActive => State == EventState.Active;

    public DateTimeOffset NotBefore => Shown.NotBefore!.Value;

    /// <summary>Field numbers are on people's disks: once used, they keep their meaning.</summary>
    public static RowForm<ScheduledEvent> Form { get; } = new(Write, Read);

    public ScheduledEvent With(Action<InstanceStatusEvent> change) => this with { Shown = Shown.With(change) };

    /// <summary>It is over. Its description says how, as in AWS.</summary>
    public ScheduledEvent End(EventState state, DateTimeOffset now) =>
        (this with { State = state, Ended = now }).With(shown => shown.Description = $"[{state}] {shown.Description}");

    private static void Write(EntryWriter entry, ScheduledEvent row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        entry.Text(3, row.Machine);
        Structure.Write(entry, 4, row.Shown);
        entry.Whole(5, (int)row.State);
        entry.Time(6, row.Ended);
    }

    private static ScheduledEvent Read(EntryReader entry)
    {
        var row = new ScheduledEvent("", "", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Machine = entry.Text() },
                4 => row with { Shown = Structure.Read<InstanceStatusEvent>(entry) },
                5 => row with { State = (EventState)entry.Whole() },
                6 => row with { Ended = entry.Time() },
                _ => row,
            };
        }

        return row;
    }
}

/// <summary>The states of an event. Their names stand in its description, their numbers on people's disks.</summary>
internal enum EventState
{
    Active = 0,
    Completed = 1,
    Canceled = 2,
}
