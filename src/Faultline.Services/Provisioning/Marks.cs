using System.Text.Json.Nodes;

namespace Faultline.Services.Provisioning;

/// <summary>
/// The tags of a resource that CloudFormation makes: those that say whose it is, and those that are asked for.
/// </summary>
internal static class Marks
{
    private const string OfAws = "aws:";

    private static readonly string[] owners = ["aws:cloudformation:stack-id", "aws:cloudformation:logical-id"];

    /// <summary>Whether what has these tags was made by an earlier try at this work.</summary>
    public static bool AreOf(Work work, IReadOnlyDictionary<string, string> tags) => Array.TrueForAll(
        owners,
        key => work.Tags.TryGetValue(key, out var own) && tags.TryGetValue(key, out var there) && own == there);

    /// <summary>Tags as the template would list them: without those of the stack, and of AWS.</summary>
    public static JsonArray Shown(Work work, IReadOnlyDictionary<string, string> tags)
    {
        var asked = work.Properties.Groups("Tags").Select(tag => tag.Text("Key")).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. tags.Where(tag => !tag.Key.StartsWith(OfAws, StringComparison.OrdinalIgnoreCase)
                    && (asked.Contains(tag.Key) || !work.Tags.ContainsKey(tag.Key)))
                .OrderBy(tag => tag.Key, StringComparer.Ordinal)
                .Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value }),
        ];
    }

    /// <summary>The keys of tags that the template or the stack had, and has no longer.</summary>
    public static List<string> Gone(Work work, Properties before) =>
        Gone(work, before.Tags(work).Keys, work.Properties.Tags(work).Keys);

    /// <summary>The same of a type whose template has its tags in a form of its own.</summary>
    public static List<string> Gone(Work work, IEnumerable<string> before, IEnumerable<string> after) =>
        [.. before.Union(work.TagsBefore, StringComparer.Ordinal).Except(after, StringComparer.Ordinal)];
}
