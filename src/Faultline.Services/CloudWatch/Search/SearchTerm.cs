using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Services.CloudWatch.Search;

/// <summary>What a search expression looks for ("CloudWatch search expression syntax", user guide).</summary>
internal abstract record SearchTerm
{
    public abstract bool Finds(Metric metric);

    public static SearchTerm Parse(string text) => text.Length <= Limits.SearchLettersMax
        ? new SearchParser(text).Parse()
        : throw new ExpressionFault(
            $"A search expression must not have more than {Limits.SearchLettersMax} characters");

    /// <summary>A namespace, and exactly those dimensions where some are named.</summary>
    public sealed record Schema(string Namespace, IReadOnlyList<string> Dimensions) : SearchTerm
    {
        public override bool Finds(Metric metric) => metric.Namespace == Namespace
            && (Dimensions.Count == 0 || (Dimensions.Count == metric.Dimensions.Count
                && Dimensions.All(name => metric.Dimension(name) is not null)));
    }

    /// <summary>A word that is part of a name or value, or the whole of it where it is in quotes.</summary>
    public sealed record Word(string? Property, string Text, bool IsExact) : SearchTerm
    {
        public override bool Finds(Metric metric) => Property switch
        {
            "MetricName" => Is(metric.Name),
            "Namespace" => Is(metric.Namespace),
            null => Is(metric.Name) || Is(metric.Namespace)
                || metric.Dimensions.Any(pair => Is(pair.Key) || Is(pair.Value)),
            _ => metric.Dimension(Property) is { } value && Is(value),
        };

        private bool Is(string text) => IsExact ? text == Text : Tokens.Contains(text, Text);
    }

    public sealed record Not(SearchTerm Term) : SearchTerm
    {
        public override bool Finds(Metric metric) => !Term.Finds(metric);
    }

    public sealed record All(IReadOnlyList<SearchTerm> Terms) : SearchTerm
    {
        public override bool Finds(Metric metric) => Terms.All(term => term.Finds(metric));
    }

    public sealed record Any(IReadOnlyList<SearchTerm> Terms) : SearchTerm
    {
        public override bool Finds(Metric metric) => Terms.Any(term => term.Finds(metric));
    }
}
