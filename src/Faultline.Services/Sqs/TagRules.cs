using Faultline.Wire;

namespace Faultline.Services.Sqs;

/// <summary>
/// What tags may be. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html
/// </summary>
internal static class TagRules
{
    public static void Check(
        Call call, string queue, IReadOnlyDictionary<string, string> added, IEnumerable<string>? present = null)
    {
        foreach (var (key, value) in added)
        {
            if (key.Length is 0 or > Limits.TagKeyMax)
            {
                throw Refusal.Parameter($"Tag keys must be between 1 and {Limits.TagKeyMax} characters in length.");
            }

            if (value.Length > Limits.TagValueMax)
            {
                throw Refusal.Parameter($"Tag values must be between 0 and {Limits.TagValueMax} characters in length.");
            }

            if (!Draft.IsPlain(key) || !Draft.IsPlain(value))
            {
                throw Refusal.Parameter("Tag keys and values must not contain control characters.");
            }

            if (IsOfAws(key) && call.Principal.Service is null)
            {
                throw Refusal.Parameter("Tag keys that begin with aws: are reserved for AWS.");
            }
        }

        if (added.Keys.Union(present ?? [], StringComparer.Ordinal).Count(key => !IsOfAws(key)) > Limits.TagsMax)
        {
            throw Refusal.Parameter($"Too many tags added for queue {queue}.");
        }
    }

    private static bool IsOfAws(string key) => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);
}
