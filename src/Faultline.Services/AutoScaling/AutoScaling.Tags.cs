using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    public override async ValueTask CreateOrUpdateTags(Call call, CreateOrUpdateTagsType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        foreach (var named in request.Tags.GroupBy(tag => tag.ResourceId ?? ""))
        {
            var group = Find(held.State, call, named.Key);
            held.State.Groups.Put(group.With(shown =>
                shown.Tags = TagRules.Merge(call, group.Name, shown.Tags, [.. named])));
        }

        await held.Keep();
    }

    public override async ValueTask DeleteTags(Call call, DeleteTagsType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        foreach (var named in request.Tags.GroupBy(tag => tag.ResourceId ?? ""))
        {
            var group = Find(held.State, call, named.Key);
            held.State.Groups.Put(group.With(shown => shown.Tags = TagRules.Without(shown.Tags, [.. named])));
        }

        await held.Keep();
    }

    public override async ValueTask<TagsType> DescribeTags(Call call, DescribeTagsType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var found = held.State.Groups.Of(call.Account)
            .SelectMany(group => group.Shown.Tags ?? [])
            .Where(tag => (request.Filters ?? []).TrueForAll(filter => Passes(tag, filter)));
        var (page, next) = Pages.Cut(
            call, found, tag => $"{tag.ResourceId} {tag.Key}", request.MaxRecords, request.NextToken);
        await held.Keep();
        return new() { Tags = page, NextToken = next };
    }

    /// <summary>The filters of DescribeTags in the API reference.</summary>
    private static bool Passes(TagDescription tag, Filter filter) => (filter.Values ?? []).Contains(filter.Name switch
    {
        "auto-scaling-group" => tag.ResourceId!,
        "key" => tag.Key!,
        "value" => tag.Value!,
        "propagate-at-launch" => tag.PropagateAtLaunch == true ? "true" : "false",
        _ => throw Refusal.Invalid($"Invalid filter name {filter.Name}"),
    });
}
