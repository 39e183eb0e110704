using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>Names with values, and lists of texts, in entries.</summary>
internal static class Pairs
{
    public static ImmutableSortedDictionary<string, string> None { get; } =
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    public static void Write(EntryWriter entry, int field, ImmutableSortedDictionary<string, string> pairs)
    {
        foreach (var (name, value) in pairs)
        {
            using (entry.Nest(field))
            {
                entry.Text(1, name);
                entry.Text(2, value);
            }
        }
    }

    public static ImmutableSortedDictionary<string, string> Read(
        ImmutableSortedDictionary<string, string> before, EntryReader entry)
    {
        var (name, value) = ("", "");
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1: name = entry.Text(); break;
                case 2: value = entry.Text(); break;
            }
        }

        return before.SetItem(name, value);
    }

    public static void Write(EntryWriter entry, int field, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            entry.Text(field, text);
        }
    }
}
