using Faultline.Store;

namespace Faultline.Services.Sqs;

// Field numbers are on people's disks: once used, they keep their meaning.

/// <summary>What a receive attempt gave.</summary>
internal static class AttemptEntry
{
    public static void Write(EntryWriter entry, Attempt attempt)
    {
        entry.Text(1, attempt.Id);
        entry.Whole(2, attempt.Until);
        foreach (var (message, receives) in attempt.Gave)
        {
            using (entry.Nest(3))
            {
                entry.Whole(1, (long)message);
                entry.Whole(2, receives);
            }
        }
    }

    public static Attempt Read(ulong number, EntryReader entry)
    {
        var (id, until, gave) = ("", 0L, new List<(ulong, int)>());
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    id = entry.Text();
                    break;
                case 2:
                    until = entry.Whole();
                    break;
                case 3:
                    var (message, receives) = (0UL, 0);
                    var nested = entry.Nested();
                    while (nested.Next(out var inner))
                    {
                        message = inner == 1 ? (ulong)nested.Whole() : message;
                        receives = inner == 2 ? (int)nested.Whole() : receives;
                    }

                    gave.Add((message, receives));
                    break;
                default:
                    break;
            }
        }

        return new(number, id, until, gave);
    }
}
