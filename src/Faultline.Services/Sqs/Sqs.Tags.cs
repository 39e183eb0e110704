using Faultline.Api.Sqs;
using Faultline.Wire;

namespace Faultline.Services.Sqs;

internal sealed partial class Sqs
{
    public override async ValueTask<ListQueueTagsResult> ListQueueTags(
        Call call, ListQueueTagsRequest request, CancellationToken ct)
    {
        using var held = await Find(call, request.QueueUrl, action: null).Take(ct);
        var tags = held.State.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        await held.Keep();
        return new() { Tags = tags.Count == 0 ? null : tags };
    }

    public override async ValueTask TagQueue(Call call, TagQueueRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, action: null);
        using var held = await queue.Take(ct);
        TagRules.Check(call, queue.Arn.Name, request.Tags, held.State.Tags.Keys);
        held.State.Tag(request.Tags);
        await held.Keep();
    }

    public override async ValueTask UntagQueue(Call call, UntagQueueRequest request, CancellationToken ct)
    {
        using var held = await Find(call, request.QueueUrl, action: null).Take(ct);
        held.State.Untag(request.TagKeys);
        await held.Keep();
    }
}
