using Faultline.Api.Ec2;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

/// <summary>
/// What the operations that describe have in common: they are asked for ids, filters and pages. An id that is not there
/// is an error, while a filter that nothing passes is an empty list.
/// </summary>
internal sealed record Listing<T>(Noun Noun, Func<T, string> Id, Filters<T> Filters, Paging Pages)
{
    public (List<T> Page, string? Next) Of(
        Call call, IEnumerable<T> all, List<string>? ids, List<Filter>? filters, int? most, string? token)
    {
        var passes = Filters.Read(filters);
        if (ids is { Count: > 0 })
        {
            all = Noun.Pick(all, Id, ids);
        }

        return Pages.Cut(call, all.Where(shown => passes(shown)), Id, most, token);
    }
}
