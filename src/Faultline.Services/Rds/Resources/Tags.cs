using Faultline.Api.Rds;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Rds.Resources;

/// <summary>The names and tags of resources, through the API.</summary>
internal static class Tags
{
    public static List<Tag> Asked(Work work) =>
        [.. work.Properties.Tags(work).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    /// <summary>What the template calls it, or a name of our own, as RDS keeps names.</summary>
    public static string NameOf(Work work, string property, int most = 255) =>
        (work.Properties.Text(property) ?? work.Name(most).Replace("--", "-", StringComparison.Ordinal))
        .ToLowerInvariant();

    public static async ValueTask<Dictionary<string, string>> Read(
        RdsApi rds, Work work, string arn, CancellationToken ct) =>
        (await work.Ask(rds.ListTagsForResource, new ListTagsForResourceMessage { ResourceName = arn }, ct))
            .TagList!.ToDictionary(tag => tag.Key!, tag => tag.Value ?? "", StringComparer.Ordinal);

    /// <summary>Refuses what is there under a name, but was made by somebody else.</summary>
    public static async ValueTask CheckOwn(
        RdsApi rds, Work work, string type, string arn, string name, CancellationToken ct)
    {
        if (!Marks.AreOf(work, await Read(rds, work, arn, ct)))
        {
            throw Refused.Exists(type, name);
        }
    }

    public static async ValueTask Update(
        RdsApi rds, Work work, Properties before, string arn, CancellationToken ct)
    {
        if (Marks.Gone(work, before) is { Count: > 0 } gone)
        {
            await work.Ask(
                rds.RemoveTagsFromResource,
                new RemoveTagsFromResourceMessage { ResourceName = arn, TagKeys = gone },
                ct);
        }

        if (Asked(work) is { Count: > 0 } tags)
        {
            await work.Ask(
                rds.AddTagsToResource, new AddTagsToResourceMessage { ResourceName = arn, Tags = tags }, ct);
        }
    }
}
