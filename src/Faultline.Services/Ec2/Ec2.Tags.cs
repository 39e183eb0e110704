using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // MaxResults of DescribeTags in the API reference.
    private static readonly Paging tagPages = new(Min: 5, Max: 1000, Unasked: 1000);

    private static readonly Filters<TagDescription> tagFilters = new Filters<TagDescription>()
        .On("key", tag => tag.Key)
        .On("resource-id", tag => tag.ResourceId)
        .On("resource-type", tag => tag.ResourceType)
        .On("value", tag => tag.Value);

    public override async ValueTask CreateTags(Call call, CreateTagsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var found = request.Resources.ConvertAll(id => Taggable(held.State, call.Account, id));
        var ofAws = Tagging.IsAws(call);
        foreach (var (table, id) in found)
        {
            // All of them are checked before one is changed.
            Tagging.Merge(table.TagsOf(call.Account).First(each => each.Id == id).Tags, request.Tags, ofAws);
        }

        DryRun.Stop(request.DryRun);
        foreach (var (table, id) in found)
        {
            table.Tag(id, tags => Tagging.Merge(tags, request.Tags, ofAws));
        }

        await held.Keep();
    }

    public override async ValueTask DeleteTags(Call call, DeleteTagsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var found = request.Resources.ConvertAll(id => Taggable(held.State, call.Account, id));
        DryRun.Stop(request.DryRun);
        foreach (var (table, id) in found)
        {
            table.Tag(id, tags => Tagging.Without(call, tags, request.Tags));
        }

        await held.Keep();
    }

    public override async ValueTask<DescribeTagsResult> DescribeTags(
        Call call, DescribeTagsRequest request, CancellationToken ct)
    {
        var passes = tagFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var tags =
            from table in held.State.Taggable
            from resource in table.TagsOf(call.Account)
            from tag in resource.Tags
            let shown = new TagDescription
            {
                ResourceType = table.Type,
                ResourceId = resource.Id,
                Key = tag.Key,
                Value = tag.Value,
            }
            where passes(shown)
            select shown;
        var (page, next) = tagPages.Cut(
            call, tags, tag => $"{tag.ResourceId} {tag.Key}", request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { Tags = page, NextToken = next };
    }

    private static (ITagged<Tag> Table, string Id) Taggable(Ec2State state, string account, string id) =>
        state.Taggable.FirstOrDefault(table => table.Get(id)?.Account == account) is { } table
            ? (table, id)
            : throw new AwsError("InvalidID", 400, $"The ID '{id}' is not valid");
}
