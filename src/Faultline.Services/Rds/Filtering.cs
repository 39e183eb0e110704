using Faultline.Api.Rds;

namespace Faultline.Services.Rds;

/// <summary>
/// What passes filters as callers give them: of each one of its values. Which names there are depends on the operation.
/// </summary>
internal static class Filtering
{
    /// <param name="known">By each name, what something says to it.</param>
    public static IEnumerable<T> By<T>(
        this IEnumerable<T> all,
        List<Filter>? filters,
        params (string Name, Func<T, IEnumerable<string?>> Says)[] known)
    {
        foreach (var filter in filters ?? [])
        {
            var says = Array.Find(known, each => each.Name == filter.Name).Says
                ?? throw Refusal.Invalid($"Unrecognized filter name: {filter.Name}");
            if (filter.Values.Count == 0)
            {
                throw Refusal.Combination($"No filter values specified for filter {filter.Name}");
            }

            all = all.Where(item => says(item).Any(said => said is not null && filter.Values.Contains(said)));
        }

        return all;
    }
}
