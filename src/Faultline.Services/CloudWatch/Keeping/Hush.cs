using Faultline.Store;

namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>
/// Whether the actions of a composite alarm are held back by its suppressor: why, since when, until when at most, and
/// the state that its actions were last done for.
/// </summary>
/// <param name="By">A word of <c>ActionsSuppressedBy</c>; null where nothing is held back.</param>
internal sealed record Hush(string? By, DateTimeOffset? Since, DateTimeOffset? Until, string? Acted)
{
    public static Hush None { get; } = new(null, null, null, null);

    public static void Write(EntryWriter entry, Hush hush)
    {
        entry.Text(1, hush.By);
        entry.Time(2, hush.Since);
        entry.Time(3, hush.Until);
        entry.Text(4, hush.Acted);
    }

    public static Hush Read(EntryReader entry)
    {
        var hush = None;
        while (entry.Next(out var field))
        {
            hush = field switch
            {
                1 => hush with { By = entry.Text() },
                2 => hush with { Since = entry.Time() },
                3 => hush with { Until = entry.Time() },
                4 => hush with { Acted = entry.Text() },
                _ => hush,
            };
        }

        return hush;
    }
}
