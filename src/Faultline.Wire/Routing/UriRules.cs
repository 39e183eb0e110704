using Microsoft.AspNetCore.Http;

namespace Faultline.Wire.Routing;

/// <summary>The places of a REST service's operations, by which it finds the one that a request is for.</summary>
internal sealed class UriRules
{
    private readonly Rule[] rules;
    private readonly int labelsMax;

    public UriRules(IEnumerable<CatalogOperation> operations)
    {
        var all = new List<Rule>();
        foreach (var operation in operations)
        {
            if (operation.Uri is not null)
            {
                var rule = new Rule(UriTemplate.Parse(operation.Uri), operation);
                labelsMax = Math.Max(labelsMax, rule.Template.Labels.Length);
                all.Add(rule);
            }
        }

        rules = [.. all];
        Array.Sort(rules);
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
        foreach (var rule in rules)
        {
            if (rule.Operation.Method != method
                || !rule.Template.Match(path, captures) || !rule.Template.MatchQuery(query))
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
