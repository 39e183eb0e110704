using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// The tags of what CloudFormation makes: those that the stack and the template give, and the token of the work, by
/// which a second try finds what the first one made. A tag comes and goes with what it is on; client tokens are
/// forgotten after a day.
/// </summary>
internal static class Mark
{
    /// <summary>Only a part of AWS can set or remove it.</summary>
    private const string Token = OfAws + "cloudformation:client-token";

    private const string OfAws = "aws:";

    /// <summary>How to find what the work made, where its operation takes filters.</summary>
    public static List<Filter> Of(Work work) => Where("tag:" + Token, work.Token);

    public static List<Filter> Where(string name, string? value) => [new() { Name = name, Values = [value ?? ""] }];

    /// <summary>What to tag a new resource of the type with.</summary>
    public static List<TagSpecification> On(string type, Work work, IReadOnlyDictionary<string, string>? tags = null) =>
        [new() { ResourceType = type, Tags = [.. List(tags ?? work.Properties.Tags(work)), Own(work)] }];

    /// <summary>The mark alone, for what has no tags in a template.</summary>
    public static List<TagSpecification> Only(string type, Work work) =>
        [new() { ResourceType = type, Tags = [Own(work)] }];

    /// <summary>
    /// Tags a resource as the template and the stack have it now. Tags that somebody else gave it stay, those that it
    /// had from them go.
    /// </summary>
    public static async ValueTask Change(
        Ec2Api ec2,
        Work work,
        string id,
        Dictionary<string, string> before,
        Dictionary<string, string> after,
        CancellationToken ct)
    {
        if (Marks.Gone(work, before.Keys, after.Keys) is [_, ..] gone)
        {
            await work.Ask(
                ec2.DeleteTags,
                new DeleteTagsRequest { Resources = [id], Tags = gone.ConvertAll(key => new Tag { Key = key }) },
                ct);
        }

        if (after.Count > 0)
        {
            await work.Ask(ec2.CreateTags, new CreateTagsRequest { Resources = [id], Tags = List(after) }, ct);
        }
    }

    public static List<Tag> List(IReadOnlyDictionary<string, string> tags) =>
        [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    /// <summary>The tags as a template would have them: without those that AWS gave.</summary>
    public static JsonArray Without(JsonArray tags) =>
    [
        .. tags.Where(tag => Scalars.Text(tag?["Key"])?.StartsWith(OfAws, StringComparison.Ordinal) == false)
            .Select(tag => tag?.DeepClone()),
    ];

    public static JsonArray? Shown(List<Tag>? tags) =>
        tags is null ? null : Without([.. tags.Select(tag => (JsonNode?)Properties.Of(tag))]);

    private static Tag Own(Work work) => new() { Key = Token, Value = work.Token };
}
