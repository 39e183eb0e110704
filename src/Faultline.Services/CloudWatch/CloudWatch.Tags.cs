using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    public override async ValueTask<TagResourceOutput> TagResource(
        Call call, TagResourceInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        Tagged(held.State, call, request.ResourceARN)
            .Tag(request.ResourceARN, tags => Tagging.Merge(call, tags, request.Tags));
        await held.Keep();
        return new();
    }

    public override async ValueTask<UntagResourceOutput> UntagResource(
        Call call, UntagResourceInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        Tagged(held.State, call, request.ResourceARN)
            .Tag(request.ResourceARN, tags => [.. tags.Where(tag => !request.TagKeys.Contains(tag.Key))]);
        await held.Keep();
        return new();
    }

    public override async ValueTask<ListTagsForResourceOutput> ListTagsForResource(
        Call call, ListTagsForResourceInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var tags = Tagged(held.State, call, request.ResourceARN).TagsOf(call.Account)
            .First(each => each.Id == request.ResourceARN).Tags;
        await held.Keep();
        return new() { Tags = [.. tags] };
    }

    private static ITagged<Tag> Tagged(AlarmState state, Call call, string arn) =>
        arn.Split(':', 6) is ["arn", _, "cloudwatch", _, _, _]
            ? state.Taggable.FirstOrDefault(table => table.Get(arn)?.Account == call.Account)
                ?? throw Refusal.NoResource(
                    arn.Contains(":dashboard/", StringComparison.Ordinal) ? "dashboard"
                        : arn.Contains(":alarm-mute-rule:", StringComparison.Ordinal) ? "alarm-mute-rule"
                        : "alarm",
                    arn)
            : throw Refusal.Value($"The value {arn} for parameter ResourceARN is invalid.");
}
