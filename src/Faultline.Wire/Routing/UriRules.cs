using Microsoft.AspNetCore.Http;

namespace Faultline.Wire.Routing;

/// <summary>The places of a REST service's operations, by which it finds the one that a request is for.</summary>
internal sealed class UriRules
{
    private readonly Dictionary<string, Rule[]> methods;
    private readonly int labelsMax;

    public UriRules(IEnumerable<CatalogOperation> operations)
    {
        methods = operations.Where(operation => operation.Uri is not null)
            .GroupBy(operation => operation.Method!, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.Select(one => new Rule(UriTemplate.Parse(one.Uri!), one)).Order().ToArray(),
                StringComparer.Ordinal);
        labelsMax = methods.Values.SelectMany(rules => rules).Max(rule => (int?)rule.Template.Labels.Length) ?? 0;
    }

    /// <summary>
    /// The operation whose template says most of those that match. Of operations at one place, that one which needs the
    /// most of what the request has; should all need more, the one that needs the most says what is missing.
    /// </summary>
    public CatalogOperation? Find(
        string method, ReadOnlySpan<char> path, ReadOnlySpan<char> query, IHeaderDictionary headers)
    {
        CatalogOperation? bare = null;
        Span<Range> captures = stackalloc Range[labelsMax];
        foreach (var rule in methods.GetValueOrDefault(method) ?? [])
        {
            if (!rule.Template.Match(path, captures) || !rule.Template.MatchQuery(query))
            {
                continue;
            }

            if (rule.IsMet(query, headers))
            {
                return rule.Operation;
            }

            bare ??= rule.Operation;
        }

        return bare;
    }

    private sealed class Rule(UriTemplate template, CatalogOperation operation) : IComparable<Rule>
    {
        public UriTemplate Template => template;

        public CatalogOperation Operation => operation;

        private int Needs => operation.Parameters.Length + operation.Headers.Length;

        public int CompareTo(Rule? other)
        {
            var order = UriTemplate.BySpecificity(template, other!.Template);
            order = order != 0 ? order : other.Needs - Needs;
            return order != 0 ? order : string.CompareOrdinal(operation.Name, other.Operation.Name);
        }

        public bool IsMet(ReadOnlySpan<char> query, IHeaderDictionary headers)
        {
            foreach (var parameter in operation.Parameters)
            {
                if (!QueryText.Has(query, parameter))
                {
                    return false;
                }
            }

            foreach (var header in operation.Headers)
            {
                if (!headers.ContainsKey(header))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
