using Faultline.Api.Elb;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Elb.Resources;

/// <summary>The tags of resources, through the API.</summary>
internal static class Tags
{
    public static List<Tag> Asked(Work work) =>
        [.. work.Properties.Tags(work).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    public static async ValueTask<Dictionary<string, string>> Read(
        ElbApi elb, Work work, string arn, CancellationToken ct)
    {
        var found = await work.Ask(elb.DescribeTags, new DescribeTagsInput { ResourceArns = [arn] }, ct);
        return found.TagDescriptions![0].Tags!.ToDictionary(
            tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal);
    }

    /// <summary>Refuses what is there under a name, but was made by somebody else.</summary>
    public static async ValueTask CheckOwn(
        ElbApi elb, Work work, string type, string arn, string name, CancellationToken ct)
    {
        if (!Marks.AreOf(work, await Read(elb, work, arn, ct)))
        {
            throw Refused.Exists(type, name);
        }
    }

    public static async ValueTask Update(ElbApi elb, Work work, Properties before, CancellationToken ct)
    {
        if (Marks.Gone(work, before) is { Count: > 0 } gone)
        {
            await work.Ask(elb.RemoveTags, new RemoveTagsInput { ResourceArns = [work.Id!], TagKeys = gone }, ct);
        }

        if (Asked(work) is { Count: > 0 } tags)
        {
            await work.Ask(elb.AddTags, new AddTagsInput { ResourceArns = [work.Id!], Tags = tags }, ct);
        }
    }
}
