using System.Globalization;
using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2;

/// <summary>
/// The filters that an operation knows, each with the facts that it looks at: within a filter one value must match one
/// fact, and every filter must. The whole language stands in "List and filter using the CLI and API" of the EC2 user
/// guide.
/// </summary>
internal sealed class Filters<T>
{
    // "You can specify up to 50 filters and up to 200 values per filter in a single request", and strings of up to 255
    // characters (same page); what AWS answers counts the values of the whole call.
    private const int FiltersMax = 50;
    private const int ValuesMax = 200;
    private const int LengthMax = 255;

    private const string TagPrefix = "tag:";

    private readonly Dictionary<string, Func<T, IEnumerable<string?>>> facts = new(StringComparer.Ordinal);
    private Func<T, IReadOnlyDictionary<string, string>>? tags;

    /// <summary>The names that can be asked for, besides <c>tag:KEY</c>.</summary>
    public IEnumerable<string> Names => facts.Keys;

    public Filters<T> On(string name, Func<T, IEnumerable<string?>?> fact)
    {
        facts.Add(name, item => fact(item) ?? []);
        return this;
    }

    public Filters<T> On(string name, Func<T, string?> fact) => On(name, item => new[] { fact(item) });

    public Filters<T> On(string name, Func<T, bool?> fact) =>
        On(name, item => fact(item) is { } yes ? yes ? "true" : "false" : null);

    public Filters<T> On(string name, Func<T, double?> fact) =>
        On(name, item => fact(item)?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes <c>tag:KEY</c>, <c>tag-key</c> and <c>tag-value</c> in.</summary>
    public Filters<T> OnTags(Func<T, IReadOnlyDictionary<string, string>> of)
    {
        tags = of;
        return On("tag-key", item => of(item).Keys).On("tag-value", item => of(item).Values);
    }

    public Filters<T> OnTags(Func<T, List<Tag>?> of) =>
        OnTags(item => (of(item) ?? []).ToDictionary(tag => tag.Key!, tag => tag.Value ?? "", StringComparer.Ordinal));

    /// <summary>What the filters of a request let pass.</summary>
    public Predicate<T> Read(List<Filter>? asked)
    {
        if (asked is not { Count: > 0 })
        {
            return _ => true;
        }

        Check(asked);
        var tests = asked.ConvertAll(Read);
        return item => tests.TrueForAll(test => test(item));
    }

    private Predicate<T> Read(Filter asked)
    {
        var fact = Find(asked.Name) ?? throw Refusal.UnknownFilter(asked.Name);
        Wildcard[] values = [.. (asked.Values ?? []).Select(value => new Wildcard(value))];
        return item => fact(item).Any(text => text is not null && Array.Exists(values, each => each.Matches(text)));
    }

    private Func<T, IEnumerable<string?>>? Find(string? name)
    {
        if (name is not null && tags is { } of && name.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            var key = name[TagPrefix.Length..];
            return item => [of(item).GetValueOrDefault(key)];
        }

        return name is null ? null : facts.GetValueOrDefault(name);
    }

    private static void Check(List<Filter> asked)
    {
        if (asked.Count > FiltersMax)
        {
            throw Refusal.FilterLimit($"The maximum number of filters specified on a single call is {FiltersMax}");
        }

        if (asked.Sum(filter => filter.Values?.Count ?? 0) > ValuesMax)
        {
            throw Refusal.FilterLimit(
                $"The maximum number of filter values specified on a single call is {ValuesMax}");
        }

        if (asked.Exists(filter => filter.Values?.Exists(value => value.Length > LengthMax) == true))
        {
            throw Refusal.FilterLimit($"The maximum length for a filter value is {LengthMax} characters");
        }
    }
}
