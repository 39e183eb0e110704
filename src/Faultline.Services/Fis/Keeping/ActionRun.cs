using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>How far an action of an experiment is, kept before and after whatever it does.</summary>
internal sealed record ActionRun(string Name)
{
    public Phase Phase { get; init; } = Phase.Waiting;

    /// <summary>When it was first asked to begin.</summary>
    public DateTimeOffset? Began { get; init; }

    /// <summary>Since when it is asked to put things right.</summary>
    public DateTimeOffset? Ending { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>What it must know to end.</summary>
    public ImmutableSortedDictionary<string, string> Kept { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What comes of it, in the words of its status; known as soon as it is asked to end.</summary>
    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    /// <summary>It is asked for something, or does something.</summary>
    public bool IsUnderWay => Phase is Phase.Beginning or Phase.Running or Phase.Ending;

    public static void Write(EntryWriter entry, ActionRun run)
    {
        entry.Text(1, run.Name);
        entry.Whole(2, (int)run.Phase);
        entry.Time(3, run.Began);
        entry.Time(4, run.Ending);
        entry.Time(5, run.Ended);
        entry.Text(6, run.Outcome);
        entry.Text(7, run.Reason);
        Texts.Write(entry, 8, run.Kept);
    }

    public static ActionRun Read(EntryReader entry)
    {
        var run = new ActionRun("");
        while (entry.Next(out var field))
        {
            run = field switch
            {
                1 => run with { Name = entry.Text() },
                2 => run with { Phase = (Phase)entry.Whole() },
                3 => run with { Began = entry.Time() },
                4 => run with { Ending = entry.Time() },
                5 => run with { Ended = entry.Time() },
                6 => run with { Outcome = entry.Text() },
                7 => run with { Reason = entry.Text() },
                8 => run with { Kept = Texts.Add(run.Kept, entry.Nested()) },
                _ => run,
            };
        }

        return run;
    }
}
