using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>
/// A capacity reservation: room on hosts that is taken and that nobody uses yet. An instance that uses it takes one of
/// its places over, with the host that it lies on, and gives it back.
/// </summary>
internal sealed record CapacityHold(string Id, string Account, CapacityReservation Shown) : IRow
{
    /// <summary>The host of each place that nobody uses.</summary>
    public IReadOnlyList<string> Free { get; init; } = [];

    public bool IsActive => Shown.State == CapacityReservationState.Active;

    /// <summary>It is a reservation, and no room that Reserved Instances hold.</summary>
    public bool IsShown => !Holds.IsZonal(Id);

    public static RowForm<CapacityHold> Form { get; } = new(Write, Read)
    {
        Tags = hold => hold.Shown.Tags,
        Tagged = (hold, tags) => hold.With(shown => shown.Tags = tags),
    };

    public CapacityHold With(Action<CapacityReservation> change) => this with { Shown = Shown.With(change) };

    /// <summary>The hold with other free places, and what is shown of them.</summary>
    public CapacityHold WithFree(IReadOnlyList<string> free) =>
        (this with { Free = free }).With(shown => shown.AvailableInstanceCount = free.Count);

    public void Occupy(HostRoom hosts)
    {
        foreach (var host in Free)
        {
            hosts.Occupy(host, Shown.InstanceType!);
        }
    }

    private static void Write(EntryWriter entry, CapacityHold hold)
    {
        entry.Text(1, hold.Id);
        entry.Text(2, hold.Account);
        Structure.Write(entry, 3, hold.Shown);
        foreach (var host in hold.Free)
        {
            entry.Text(4, host);
        }
    }

    private static CapacityHold Read(EntryReader entry)
    {
        var hold = new CapacityHold("", "", new());
        while (entry.Next(out var field))
        {
            hold = field switch
            {
                1 => hold with { Id = entry.Text() },
                2 => hold with { Account = entry.Text() },
                3 => hold with { Shown = Structure.Read<CapacityReservation>(entry) },
                4 => hold with { Free = [.. hold.Free, entry.Text()] },
                _ => hold,
            };
        }

        return hold;
    }
}
