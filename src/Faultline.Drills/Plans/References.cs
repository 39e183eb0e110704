using System.Text.RegularExpressions;

namespace Faultline.Drills.Plans;

/// <summary>
/// <c>${shop.Url}</c> in a text: the output of a stack, by the name of the stack and of the output, and what the drill
/// itself knows (<c>${region}</c>, <c>${zone.a}</c>).
/// </summary>
public static partial class References
{
    /// <summary>The number of an attempt, which whoever sends it puts in: no reference of the plan.</summary>
    public const string Key = "key";

    /// <summary>The last whole second before the first strike.</summary>
    public const string Before = "before";

    /// <summary>What steps of a runbook keep of the answers that they wait for is called so, and by its name.</summary>
    public const string Kept = "kept.";

    /// <summary>Whether it is known only while the drill is played: it stays as it is until then.</summary>
    public static bool IsLate(string name) => name == Before || name.StartsWith(Kept, StringComparison.Ordinal);

    /// <summary>Whether a stack of that name would stand in the way of what the drill itself knows.</summary>
    public static bool IsTaken(string stack) => stack is "zone" or "kept";

    /// <summary>What a text refers to, each once.</summary>
    public static IEnumerable<string> In(string text) =>
        Reference().Matches(text).Select(found => found.Groups[1].Value).Distinct();

    /// <summary>The text with values in it. What has none stays as it is, and is told.</summary>
    public static string Fill(
        string text, IReadOnlyDictionary<string, string> values, Action<string>? missing = null) =>
        !text.Contains("${", StringComparison.Ordinal) ? text : Reference().Replace(text, found =>
        {
            var name = found.Groups[1].Value;
            if (values.TryGetValue(name, out var value))
            {
                return value;
            }

            if (name != Key && !IsLate(name))
            {
                missing?.Invoke(name);
            }

            return found.Value;
        });

    [GeneratedRegex(@"\$\{\s*([A-Za-z][A-Za-z0-9_.:-]*)\s*\}")]
    private static partial Regex Reference();
}
