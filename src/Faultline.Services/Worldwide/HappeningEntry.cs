using Faultline.Kernel.Timeline;
using Faultline.Store;

namespace Faultline.Services.Worldwide;

/// <summary>
/// A happening in the journal. Field numbers are on people's disks: once used, they keep their meaning.
/// </summary>
internal static class HappeningEntry
{
    public static void Write(EntryWriter entry, Happening happening)
    {
        entry.Whole(1, (int)happening.Kind);
        entry.Time(2, happening.At);
        entry.Text(3, happening.Region);
        entry.Text(4, happening.Zone);
        entry.Text(5, happening.Resource);
        entry.Text(6, happening.Cause);
        entry.Text(7, happening.Says);
        entry.Text(8, happening.Outcome);
    }

    public static Happening Read(ulong number, EntryReader reader)
    {
        var happening = new Happening(default, default) { Number = (long)number };
        while (reader.Next(out var field))
        {
            happening = field switch
            {
                1 => happening with { Kind = (HappeningKind)reader.Whole() },
                2 => happening with { At = reader.Time() },
                3 => happening with { Region = reader.Text() },
                4 => happening with { Zone = reader.Text() },
                5 => happening with { Resource = reader.Text() },
                6 => happening with { Cause = reader.Text() },
                7 => happening with { Says = reader.Text() },
                8 => happening with { Outcome = reader.Text() },
                _ => happening,
            };
        }

        return happening;
    }
}
