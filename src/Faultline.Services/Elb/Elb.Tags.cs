using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    /// <summary>DescribeTags in the API reference: up to 20 resources in a call.</summary>
    private const int TaggedMax = 20;

    public override async ValueTask<AddTagsOutput> AddTags(Call call, AddTagsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        foreach (var arn in request.ResourceArns)
        {
            Taggable(held.State, call, arn).Tag(arn, tags => Tagging.Merge(call, tags, request.Tags));
        }

        await held.Keep();
        return new();
    }

    public override async ValueTask<RemoveTagsOutput> RemoveTags(
        Call call, RemoveTagsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        foreach (var arn in request.ResourceArns)
        {
            Taggable(held.State, call, arn)
                .Tag(arn, tags => [.. tags.Where(tag => !request.TagKeys.Contains(tag.Key))]);
        }

        await held.Keep();
        return new();
    }

    public override async ValueTask<DescribeTagsOutput> DescribeTags(
        Call call, DescribeTagsInput request, CancellationToken ct)
    {
        if (request.ResourceArns.Count > TaggedMax)
        {
            throw Refusal.Invalid($"The number of resources per call cannot be more than '{TaggedMax}'");
        }

        using var held = await book.Take(ct);
        var shown = request.ResourceArns.ConvertAll(arn => new TagDescription
        {
            ResourceArn = arn,
            Tags = [.. Taggable(held.State, call, arn).TagsOf(call.Account).First(each => each.Id == arn).Tags],
        });
        await held.Keep();
        return new() { TagDescriptions = shown };
    }

    private static ITagged<Tag> Taggable(ElbState state, Call call, string arn)
    {
        var type = Arns.TypeOf(arn) ?? throw Refusal.Invalid($"'{arn}' is not a valid ARN");
        return state.Taggable.FirstOrDefault(table => table.Type == type && table.Get(arn)?.Account == call.Account)
            ?? throw Refusal.NotFound(type, arn);
    }
}
