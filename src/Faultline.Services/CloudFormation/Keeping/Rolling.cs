using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>What a rolling update that waits for signals is at.</summary>
internal enum RollingStage
{
    /// <summary>Processes are suspended, and the group gets room for more where it needs some.</summary>
    Prepare = 1,

    /// <summary>The group launches whoever is lacking.</summary>
    Fill = 2,

    /// <summary>Those that are new are to signal.</summary>
    Await = 3,

    /// <summary>A batch of those of before goes.</summary>
    Terminate = 4,

    /// <summary>What was changed for its time is changed back.</summary>
    Restore = 5,

    Done = 6,
}

/// <summary>
/// How far a rolling update is that waits for signals. What it does to the group is kept here before it is done.
/// </summary>
/// <param name="Mark">The operation and phase that it belongs to.</param>
internal sealed record Rolling(string Mark)
{
    public RollingStage Stage { get; init; }

    /// <summary>When it came to that stage.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The instances that were there when it began: nobody waits for a signal of theirs.</summary>
    public ImmutableList<string> Before { get; init; } = [];

    /// <summary>Of these, the ones that are to go, and have not been sent off yet.</summary>
    public ImmutableList<string> Obsolete { get; init; } = [];

    /// <summary>The ones that go now.</summary>
    public ImmutableList<string> Batch { get; init; } = [];

    /// <summary>Nobody comes in the place of that batch.</summary>
    public bool Shrinks { get; init; }

    /// <summary>New instances that have signaled, or had the time to.</summary>
    public ImmutableList<string> Heard { get; init; } = [];

    /// <summary>Signals that are still to come from the newest ones.</summary>
    public int Awaited { get; init; }

    /// <summary>New instances in all.</summary>
    public int Total { get; init; }

    public int Failed { get; init; }

    /// <summary>How many of before there were to go.</summary>
    public int Leaves { get; init; }

    /// <summary>
    /// What the sizes of the group are to be again, and what they are meanwhile; null where nothing changes.
    /// </summary>
    public (int Min, int Desired, int Raised)? Sizes { get; init; }

    /// <summary>The processes that it has suspended.</summary>
    public ImmutableList<string> Suspended { get; init; } = [];

    /// <summary>Why it has failed.</summary>
    public string? Failure { get; init; }

    public static void Write(EntryWriter entry, int field, Rolling? rolling)
    {
        if (rolling is null)
        {
            return;
        }

        using (entry.Nest(field))
        {
            entry.Text(1, rolling.Mark);
            entry.Whole(2, (int)rolling.Stage);
            entry.Time(3, rolling.Since);
            Pairs.Write(entry, 4, rolling.Before);
            Pairs.Write(entry, 5, rolling.Obsolete);
            Pairs.Write(entry, 6, rolling.Batch);
            entry.Flag(7, rolling.Shrinks);
            Pairs.Write(entry, 8, rolling.Heard);
            entry.Whole(9, rolling.Awaited);
            entry.Whole(10, rolling.Total);
            entry.Whole(11, rolling.Failed);
            if (rolling.Sizes is var (min, desired, raised))
            {
                // None of them is less than nothing, so that one more says that there are some.
                entry.Whole(12, min + 1);
                entry.Whole(13, desired);
                entry.Whole(14, raised);
            }

            Pairs.Write(entry, 15, rolling.Suspended);
            entry.Text(16, rolling.Failure);
            entry.Whole(17, rolling.Leaves);
        }
    }

    public static Rolling Read(EntryReader entry)
    {
        var rolling = new Rolling("");
        var (min, desired, raised) = (0, 0, 0);
        while (entry.Next(out var field))
        {
            rolling = field switch
            {
                1 => rolling with { Mark = entry.Text() },
                2 => rolling with { Stage = (RollingStage)entry.Whole() },
                3 => rolling with { Since = entry.Time() },
                4 => rolling with { Before = rolling.Before.Add(entry.Text()) },
                5 => rolling with { Obsolete = rolling.Obsolete.Add(entry.Text()) },
                6 => rolling with { Batch = rolling.Batch.Add(entry.Text()) },
                7 => rolling with { Shrinks = entry.Flag() },
                8 => rolling with { Heard = rolling.Heard.Add(entry.Text()) },
                9 => rolling with { Awaited = (int)entry.Whole() },
                10 => rolling with { Total = (int)entry.Whole() },
                11 => rolling with { Failed = (int)entry.Whole() },
                15 => rolling with { Suspended = rolling.Suspended.Add(entry.Text()) },
                16 => rolling with { Failure = entry.Text() },
                17 => rolling with { Leaves = (int)entry.Whole() },
                _ => rolling,
            };
            (min, desired, raised) = field switch
            {
                12 => ((int)entry.Whole(), desired, raised),
                13 => (min, (int)entry.Whole(), raised),
                14 => (min, desired, (int)entry.Whole()),
                _ => (min, desired, raised),
            };
        }

        return min == 0 ? rolling : rolling with { Sizes = (min - 1, desired, raised) };
    }
}
