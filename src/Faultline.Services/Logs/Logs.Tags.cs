using Faultline.Api.Logs;
using Faultline.Services.Logs.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Logs;

internal sealed partial class Logs
{
    public override async ValueTask TagResource(Call call, TagResourceRequest request, CancellationToken ct) =>
        await Tag(call, Resource(call, request.ResourceArn), request.Tags, request.ResourceArn, ct);

    public override async ValueTask TagLogGroup(Call call, TagLogGroupRequest request, CancellationToken ct) =>
        await Tag(call, Find(call, request.LogGroupName), request.Tags, null, ct);

    public override async ValueTask UntagResource(Call call, UntagResourceRequest request, CancellationToken ct) =>
        await Untag(Resource(call, request.ResourceArn), request.TagKeys, ct);

    public override async ValueTask UntagLogGroup(Call call, UntagLogGroupRequest request, CancellationToken ct) =>
        await Untag(Find(call, request.LogGroupName), request.Tags, ct);

    public override async ValueTask<ListTagsForResourceResponse> ListTagsForResource(
        Call call, ListTagsForResourceRequest request, CancellationToken ct) =>
        new() { Tags = await Tags(Resource(call, request.ResourceArn), ct) };

    public override async ValueTask<ListTagsLogGroupResponse> ListTagsLogGroup(
        Call call, ListTagsLogGroupRequest request, CancellationToken ct) =>
        new() { Tags = await Tags(Find(call, request.LogGroupName), ct) };

    private Group Resource(Call call, string arn) =>
        FindByArn(call, arn) ?? throw Refusal.NotFound("The specified resource does not exist.");

    private static async ValueTask Tag(
        Call call, Group group, Dictionary<string, string> added, string? arn, CancellationToken ct)
    {
        using var held = await group.Take(ct);
        TagRules.Check(call, added, held.State.Tags.Keys, arn);
        held.State.Retag(tags =>
        {
            foreach (var (key, value) in added)
            {
                tags[key] = value;
            }
        });
        await held.Keep();
    }

    private static async ValueTask Untag(Group group, List<string> keys, CancellationToken ct)
    {
        using var held = await group.Take(ct);
        held.State.Retag(tags => keys.ForEach(key => tags.Remove(key)));
        await held.Keep();
    }

    private static async ValueTask<Dictionary<string, string>> Tags(Group group, CancellationToken ct)
    {
        using var held = await group.Take(ct);
        var tags = held.State.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        await held.Keep();
        return tags;
    }
}
