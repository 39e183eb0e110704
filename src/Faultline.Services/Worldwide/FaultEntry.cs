using Faultline.Store;

namespace Faultline.Services.Worldwide;

/// <summary>A fault in the journal. Field numbers are on people's disks: once used, they keep their meaning.</summary>
internal static class FaultEntry
{
    public static void Write(EntryWriter entry, FaultOrder order)
    {
        entry.Text(1, order.Id);
        entry.Text(2, order.Kind);
        entry.Time(3, order.Began);
        entry.Time(4, order.Ends);
        entry.Whole(5, (long)order.Salt);
        entry.Text(6, order.Door);
        entry.Flag(7, order.InAftermath);
        entry.Text(9, order.Token.Length > 0 ? order.Token : null);
        foreach (var (name, value) in order.Given.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            using (entry.Nest(8))
            {
                entry.Text(1, name);
                entry.Text(2, value);
            }
        }
    }

    public static FaultOrder Read(ulong number, EntryReader reader)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var order = new FaultOrder
        {
            Number = number, Id = "", Kind = "", Given = given, Began = default, Salt = 0, Door = "",
        };
        while (reader.Next(out var field))
        {
            order = field switch
            {
                1 => order with { Id = reader.Text() },
                2 => order with { Kind = reader.Text() },
                3 => order with { Began = reader.Time() },
                4 => order with { Ends = reader.Time() },
                5 => order with { Salt = (ulong)reader.Whole() },
                6 => order with { Door = reader.Text() },
                7 => order with { InAftermath = reader.Flag() },
                9 => order with { Token = reader.Text() },
                _ => order,
            };
            if (field == 8)
            {
                Add(given, reader.Nested());
            }
        }

        return order;
    }

    private static void Add(Dictionary<string, string> given, EntryReader pair)
    {
        var (name, value) = ("", "");
        while (pair.Next(out var field))
        {
            (name, value) = field == 1 ? (pair.Text(), value) : (name, pair.Text());
        }

        given[name] = value;
    }
}
