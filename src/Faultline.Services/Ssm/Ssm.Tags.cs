using Faultline.Api.Ssm;
using Faultline.Services.Ssm.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

internal sealed partial class Ssm
{
    public override async ValueTask<AddTagsToResourceResult> AddTagsToResource(
        Call call, AddTagsToResourceRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Tagged(held.State, call, request.ResourceType, request.ResourceId);
        held.State.Parameters.Put(row with { Tags = TagRules.Merge(call, row.Tags, request.Tags) });
        await held.Keep();
        return new();
    }

    public override async ValueTask<RemoveTagsFromResourceResult> RemoveTagsFromResource(
        Call call, RemoveTagsFromResourceRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Tagged(held.State, call, request.ResourceType, request.ResourceId);
        held.State.Parameters.Put(row with { Tags = row.Tags.FindAll(tag => !request.TagKeys.Contains(tag.Key)) });
        await held.Keep();
        return new();
    }

    public override async ValueTask<ListTagsForResourceResult> ListTagsForResource(
        Call call, ListTagsForResourceRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var tags = Tagged(held.State, call, request.ResourceType, request.ResourceId).Tags;
        await held.Keep();
        return new() { TagList = tags };
    }

    private ParameterRow Tagged(SsmState state, Call call, string type, string id)
    {
        if (type != ResourceTypeForTagging.Parameter)
        {
            throw Refusal.NotBuilt($"tags of resources of the type {type}");
        }

        return (id.Length > 0 ? TryFind(state, call, id) : null) ?? throw SsmErrors.InvalidResourceId(
            "The resource ID isn't valid. Verify that you entered the correct ID and try again.");
    }
}
