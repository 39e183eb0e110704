using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>An instance of a group as the API shows it, and how far it has come.</summary>
/// <param name="Group">The id of the group's row.</param>
internal sealed record Member(string Id, string Account, string Group, Instance Shown) : IRow
{
    public required DateTimeOffset Launched { get; init; }

    /// <summary>When it came to be in the state that it shows.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was in service first; null before.</summary>
    public DateTimeOffset? Served { get; init; }

    /// <summary>The activity that is under way with it.</summary>
    public string? Activity { get; init; }

    /// <summary>Where it goes when it has left the balancers; null while it stays.</summary>
    public Leaving? Leaving { get; init; }

    /// <summary>Why it is not healthy, in the words of a cause; null while nobody found so.</summary>
    public string? Ill { get; init; }

    /// <summary>A hook's result, or its time, has let the instance down: it is not to go on.</summary>
    public bool Abandoned { get; init; }

    /// <summary>A launch to take its place is under way, or there.</summary>
    public bool Replaced { get; init; }

    /// <summary>It was launched beyond the desired capacity, and another one goes once it serves.</summary>
    public bool IsExtra { get; init; }

    /// <summary>It is a spot instance.</summary>
    public bool IsSpot { get; init; }

    /// <summary>EC2 may take it away soon, and so another one takes its place.</summary>
    public bool AtRisk { get; init; }

    /// <summary>It was attached, or is being detached, and its tags in EC2 do not say so yet.</summary>
    public bool TagsDue { get; init; }

    /// <summary>The hooks that it waits for.</summary>
    public ImmutableList<HookWait> Waits { get; init; } = [];

    /// <summary>The traffic sources at which it was registered.</summary>
    public ImmutableSortedSet<string> Registered { get; init; } = NoWhere;

    public string Subnet { get; init; } = "";

    public string State => Shown.LifecycleState!;

    public string Zone => Shown.AvailabilityZone!;

    public bool IsHealthy => Shown.HealthStatus == "Healthy";

    public bool IsInService => State == LifecycleState.InService;

    public bool IsPending => State is LifecycleState.Pending or LifecycleState.PendingWait
        or LifecycleState.PendingProceed;

    public bool IsWarm => State.StartsWith("Warmed:", StringComparison.Ordinal);

    /// <summary>It is part of the group's capacity, or about to be.</summary>
    public bool Counts => IsInService || IsPending;

    /// <summary>
    /// What it is worth against the desired capacity ("Instance weighting", Auto Scaling user guide).
    /// </summary>
    public int Weight => int.TryParse(Shown.WeightedCapacity, out var weight) ? weight : 1;

    public static RowForm<Member, string> Form { get; } = new(Write, Read);

    private static ImmutableSortedSet<string> NoWhere { get; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public Member With(Action<Instance> change) => this with { Shown = Shown.With(change) };

    public Member Enter(string state, DateTimeOffset now) =>
        With(shown => shown.LifecycleState = state) with { Since = now };

    private static void Write(EntryWriter entry, Member row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        entry.Text(3, row.Group);
        Structure.Write(entry, 4, row.Shown);
        entry.Time(5, row.Launched);
        entry.Time(6, row.Since);
        entry.Time(7, row.Served);
        entry.Text(8, row.Activity);
        if (row.Leaving is { } leaving)
        {
            entry.Whole(9, (int)leaving);
        }

        entry.Text(10, row.Ill);
        entry.Flag(11, row.Abandoned);
        entry.Flag(12, row.Replaced);
        foreach (var wait in row.Waits)
        {
            using (entry.Nest(13))
            {
                entry.Text(1, wait.Hook);
                entry.Text(2, wait.Token);
                entry.Time(3, wait.Until);
                entry.Time(4, wait.Latest);
            }
        }

        foreach (var source in row.Registered)
        {
            entry.Text(14, source);
        }

        entry.Text(15, row.Subnet);
        entry.Flag(16, row.IsExtra);
        entry.Flag(17, row.IsSpot);
        entry.Flag(18, row.AtRisk);
        entry.Flag(19, row.TagsDue);
    }

    private static Member Read(EntryReader entry)
    {
        var row = new Member("", "", "", new()) { Launched = default, Since = default };
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Group = entry.Text() },
                4 => row with { Shown = Structure.Read<Instance>(entry) },
                5 => row with { Launched = entry.Time() },
                6 => row with { Since = entry.Time() },
                7 => row with { Served = entry.Time() },
                8 => row with { Activity = entry.Text() },
                9 => row with { Leaving = (Leaving)entry.Whole() },
                10 => row with { Ill = entry.Text() },
                11 => row with { Abandoned = entry.Flag() },
                12 => row with { Replaced = entry.Flag() },
                13 => row with { Waits = row.Waits.Add(Wait(entry.Nested())) },
                14 => row with { Registered = row.Registered.Add(entry.Text()) },
                15 => row with { Subnet = entry.Text() },
                16 => row with { IsExtra = entry.Flag() },
                17 => row with { IsSpot = entry.Flag() },
                18 => row with { AtRisk = entry.Flag() },
                19 => row with { TagsDue = entry.Flag() },
                _ => row,
            };
        }

        return row;
    }

    private static HookWait Wait(EntryReader entry)
    {
        var wait = new HookWait("", "", default, default);
        while (entry.Next(out var field))
        {
            wait = field switch
            {
                1 => wait with { Hook = entry.Text() },
                2 => wait with { Token = entry.Text() },
                3 => wait with { Until = entry.Time() },
                4 => wait with { Latest = entry.Time() },
                _ => wait,
            };
        }

        return wait;
    }
}

/// <summary>Where an instance goes. The numbers are on people's disks.</summary>
internal enum Leaving
{
    Termination = 1,
    Detachment = 2,
    Standby = 3,
    WarmPool = 4,
}

/// <summary>
/// A hook that an instance waits for: until its heartbeat is over, and with heartbeats no longer than that.
/// </summary>
internal sealed record HookWait(string Hook, string Token, DateTimeOffset Until, DateTimeOffset Latest);
