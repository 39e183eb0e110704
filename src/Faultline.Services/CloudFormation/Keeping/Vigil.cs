using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>
/// The alarms that an operation is rolled back by, and how far they were looked at ("Roll back your CloudFormation
/// stack on alarm breach with rollback triggers", user guide).
/// </summary>
internal sealed record Vigil
{
    public static Vigil None { get; } = new();

    /// <summary>The ARNs of the alarms.</summary>
    public ImmutableList<string> Alarms { get; init; } = [];

    /// <summary>How long they are looked at once all resources are as they should be.</summary>
    public TimeSpan Lasts { get; init; }

    /// <summary>When all resources came to be as they should be; null before.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The look at the alarms that is next.</summary>
    public Progress Look { get; init; } = Progress.None;

    /// <summary>After that time they were looked at once more, and all were well.</summary>
    public bool IsOver { get; init; }

    public bool IsEmpty => Alarms.IsEmpty && Lasts == TimeSpan.Zero;

    public static void Write(EntryWriter entry, int field, Vigil vigil)
    {
        if (vigil.IsEmpty)
        {
            return;
        }

        using (entry.Nest(field))
        {
            Pairs.Write(entry, 1, vigil.Alarms);
            entry.Whole(2, (long)vigil.Lasts.TotalMinutes);
            entry.Time(3, vigil.Since);
            Progress.Write(entry, 4, vigil.Look);
            entry.Flag(5, vigil.IsOver);
        }
    }

    public static Vigil Read(EntryReader entry)
    {
        var vigil = None;
        while (entry.Next(out var field))
        {
            vigil = field switch
            {
                1 => vigil with { Alarms = vigil.Alarms.Add(entry.Text()) },
                2 => vigil with { Lasts = TimeSpan.FromMinutes(entry.Whole()) },
                3 => vigil with { Since = entry.Time() },
                4 => vigil with { Look = Progress.Read(entry.Nested()) },
                5 => vigil with { IsOver = entry.Flag() },
                _ => vigil,
            };
        }

        return vigil;
    }
}
