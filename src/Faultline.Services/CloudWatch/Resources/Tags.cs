using Faultline.Api.CloudWatch;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudWatch.Resources;

/// <summary>The tags of resources, through the API.</summary>
internal static class Tags
{
    public static List<Tag> Asked(Work work) =>
        [.. work.Properties.Tags(work).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    public static async ValueTask<Dictionary<string, string>> Read(
        CloudWatchApi watch, Work work, string arn, CancellationToken ct)
    {
        var found = await work.Ask(
            watch.ListTagsForResource, new ListTagsForResourceInput { ResourceARN = arn }, ct);
        return found.Tags!.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
    }

    /// <summary>Refuses what is there already, and was made by somebody else.</summary>
    public static async ValueTask CheckOwn(
        CloudWatchApi watch, Work work, string type, string? arn, string name, CancellationToken ct)
    {
        if (arn is not null && !Marks.AreOf(work, await Read(watch, work, arn, ct)))
        {
            throw Refused.Exists(type, name);
        }
    }

    public static async ValueTask Update(
        CloudWatchApi watch, Work work, string arn, Properties before, CancellationToken ct)
    {
        if (Marks.Gone(work, before) is { Count: > 0 } gone)
        {
            await work.Ask(watch.UntagResource, new UntagResourceInput { ResourceARN = arn, TagKeys = gone }, ct);
        }

        if (Asked(work) is { Count: > 0 } tags)
        {
            await work.Ask(watch.TagResource, new TagResourceInput { ResourceARN = arn, Tags = tags }, ct);
        }
    }
}
