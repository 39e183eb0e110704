using Faultline.Api.Logs;

namespace Faultline.Services.Logs;

/// <summary>What tags may be ("TagResource" and "TagLogGroup" in the API reference). Pure.</summary>
internal static class TagRules
{
    /// <summary>
    /// Refuses what AWS keeps for itself, and more tags than a resource can have: each of the two APIs in its way.
    /// </summary>
    public static void Check(IReadOnlyDictionary<string, string> added, int count, string? arn)
    {
        if (added.Keys.FirstOrDefault(key => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            throw Refusal.Parameter($"Tag keys that start with aws: are reserved for system use: {own}");
        }

        if (count > Limits.TagsMax)
        {
            var message = $"A resource can have up to {Limits.TagsMax} tags.";
            throw arn is null
                ? Refusal.Parameter(message)
                : LogsErrors.TooManyTagsException(message, new() { ResourceName = arn });
        }
    }
}
