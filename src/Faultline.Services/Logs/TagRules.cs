using Faultline.Api.Logs;
using Faultline.Wire;

namespace Faultline.Services.Logs;

/// <summary>What tags may be ("TagResource" and "TagLogGroup" in the API reference). Pure.</summary>
internal static class TagRules
{
    /// <summary>
    /// Refuses what AWS keeps for itself, unless it is AWS who asks, and more tags than a resource can have: each of
    /// the two APIs in its way.
    /// </summary>
    public static void Check(
        Call call, IReadOnlyDictionary<string, string> added, IEnumerable<string> present, string? arn)
    {
        if (call.Principal.Service is null && added.Keys.FirstOrDefault(IsOfAws) is { } own)
        {
            throw Refusal.Parameter($"Tag keys that start with aws: are reserved for system use: {own}");
        }

        if (added.Keys.Union(present, StringComparer.Ordinal).Count(key => !IsOfAws(key)) > Limits.TagsMax)
        {
            var message = $"A resource can have up to {Limits.TagsMax} tags.";
            throw arn is null
                ? Refusal.Parameter(message)
                : LogsErrors.TooManyTagsException(message, new() { ResourceName = arn });
        }
    }

    private static bool IsOfAws(string key) => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);
}
