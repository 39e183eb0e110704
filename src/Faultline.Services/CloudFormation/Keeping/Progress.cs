using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>What is being done with one thing.</summary>
internal enum Step
{
    /// <summary>Nothing.</summary>
    None = 0,

    Create = 1,

    /// <summary>It was made, and is to become ready.</summary>
    AwaitCreated = 2,

    /// <summary>It is ready, and signals are to come.</summary>
    AwaitSignals = 3,

    Update = 4,

    AwaitUpdated = 5,

    Delete = 6,

    AwaitGone = 7,

    /// <summary>No step of a thing: the alarms of an operation are looked at.</summary>
    Watch = 8,
}

/// <summary>How far the step is that is being done with one thing. Kept before each try and after.</summary>
internal sealed record Progress(Step Step, DateTimeOffset Since)
{
    /// <summary>A progress in which nothing is done.</summary>
    public static Progress None { get; } = new(Step.None, default);

    /// <summary>Tries that were begun; more than none means that its service may have heard of it.</summary>
    public int Tries { get; init; }

    /// <summary>Of these, those that failed for good, for what is tried more than once though it was refused.</summary>
    public int Failures { get; init; }

    /// <summary>Not before this hour is the next try.</summary>
    public DateTimeOffset? Due { get; init; }

    public static void Write(EntryWriter entry, int field, Progress progress)
    {
        if (progress.Step == Step.None)
        {
            return;
        }

        using (entry.Nest(field))
        {
            entry.Whole(1, (int)progress.Step);
            entry.Time(2, progress.Since);
            entry.Whole(3, progress.Tries);
            entry.Whole(4, progress.Failures);
            entry.Time(5, progress.Due);
        }
    }

    public static Progress Read(EntryReader entry)
    {
        var progress = None;
        while (entry.Next(out var field))
        {
            progress = field switch
            {
                1 => progress with { Step = (Step)entry.Whole() },
                2 => progress with { Since = entry.Time() },
                3 => progress with { Tries = (int)entry.Whole() },
                4 => progress with { Failures = (int)entry.Whole() },
                5 => progress with { Due = entry.Time() },
                _ => progress,
            };
        }

        return progress;
    }
}
