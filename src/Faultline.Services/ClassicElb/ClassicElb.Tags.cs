using Faultline.Api.ClassicElb;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb
{
    public override async ValueTask<AddTagsOutput> AddTags(Call call, AddTagsInput request, CancellationToken ct)
    {
        await Tag(call, request.LoadBalancerNames, tags => Tagging.Merge(call, tags, request.Tags), ct);
        return new();
    }

    public override async ValueTask<RemoveTagsOutput> RemoveTags(
        Call call, RemoveTagsInput request, CancellationToken ct)
    {
        await Tag(
            call,
            request.LoadBalancerNames,
            tags => tags.FindAll(tag => !request.Tags.Exists(each => each.Key == tag.Key)),
            ct);
        return new();
    }

    public override async ValueTask<DescribeTagsOutput> DescribeTags(
        Call call, DescribeTagsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var shown = request.LoadBalancerNames.ConvertAll(name => new TagDescription
        {
            LoadBalancerName = name,
            Tags = Find(held.State, call, name).Tags,
        });
        await held.Keep();
        return new() { TagDescriptions = shown };
    }

    private async ValueTask Tag(
        Call call, List<string> names, Func<List<Tag>, List<Tag>> change, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        foreach (var balancer in names.ConvertAll(name => Find(held.State, call, name)))
        {
            held.State.Balancers.Put(balancer with { Tags = change(balancer.Tags) });
        }

        await held.Keep();
    }
}
