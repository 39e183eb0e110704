using Faultline.Store;

namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>An alarm has come into a state, and its actions are to be done.</summary>
internal sealed record Transition(string Before, Standing Now, double? Value)
{
    public static void Write(EntryWriter entry, Transition transition)
    {
        entry.Text(1, transition.Before);
        using (entry.Nest(2))
        {
            Standing.Write(entry, transition.Now);
        }

        if (transition.Value is { } value)
        {
            entry.Whole(3, BitConverter.DoubleToInt64Bits(value));
        }
    }

    public static Transition Read(EntryReader entry)
    {
        var transition = new Transition("", new("", "", null, default), null);
        while (entry.Next(out var field))
        {
            transition = field switch
            {
                1 => transition with { Before = entry.Text() },
                2 => transition with { Now = Standing.Read(entry.Nested()) },
                3 => transition with { Value = BitConverter.Int64BitsToDouble(entry.Whole()) },
                _ => transition,
            };
        }

        return transition;
    }
}
