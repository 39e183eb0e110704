using System.Collections.Immutable;

namespace Faultline.Services.Fis.Actions;

/// <summary>What an action keeps when it begins.</summary>
internal static class Notes
{
    public static ImmutableSortedDictionary<string, string> Nothing { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static ImmutableSortedDictionary<string, string> Of(string name, IEnumerable<string> values) =>
        Nothing.Add(name, string.Join(',', values));
}
