using Faultline.Api.AutoScaling;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// What alarms said to policies of late. Alarms call once more every minute while they last, so nothing of it is kept:
/// after a start it is there again a minute later.
/// </summary>
internal sealed class Heard
{
    /// <summary>The minute between two calls, and room for one that is late.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(90);

    private readonly SortedDictionary<string, Word> newest = new(StringComparer.Ordinal);

    public void Note(Word word)
    {
        foreach (var old in newest.Where(each => each.Value.At + Fresh < word.At).Select(each => each.Key).ToList())
        {
            newest.Remove(old);
        }

        newest[word.Policy] = word;
    }

    /// <summary>What was said last to a policy; null when that is too long ago.</summary>
    public Word? To(ScalingPolicy policy, DateTimeOffset now) =>
        newest.TryGetValue(policy.PolicyARN!, out var word) && word.At + Fresh >= now ? word : null;
}
