using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>Texts under names, in entries: each pair nested under the same field.</summary>
internal static class Texts
{
    public static void Write(EntryWriter entry, int field, ImmutableSortedDictionary<string, string> texts)
    {
        foreach (var (name, text) in texts)
        {
            using (entry.Nest(field))
            {
                entry.Text(1, name);
                entry.Text(2, text);
            }
        }
    }

    public static ImmutableSortedDictionary<string, string> Add(
        ImmutableSortedDictionary<string, string> texts, EntryReader pair)
    {
        var (name, text) = ("", "");
        while (pair.Next(out var field))
        {
            (name, text) = field switch
            {
                1 => (pair.Text(), text),
                2 => (name, pair.Text()),
                _ => (name, text),
            };
        }

        return texts.SetItem(name, text);
    }
}
