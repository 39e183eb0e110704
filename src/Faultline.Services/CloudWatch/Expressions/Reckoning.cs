using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>Works out the answers to queries that may be over one another. Each is worked out once.</summary>
internal sealed class Reckoning(IReadOnlyList<Query> queries, Func<int, Window> grid, ISource source)
{
    private const int PeriodOfNone = 60;

    private readonly Dictionary<string, Outcome?> outcomes = new(StringComparer.Ordinal);

    /// <summary>What a query comes to.</summary>
    public Outcome Of(Query query)
    {
        if (outcomes.TryGetValue(query.Id, out var known))
        {
            return known ?? throw new ExpressionFault($"The expression '{query.Id}' depends on itself");
        }

        outcomes[query.Id] = null;
        var outcome = query.Selection is { } selection
            ? Outcome.Of(source.Read(selection, grid(selection.Period)))
            : Of(query.Expression!, query);
        outcomes[query.Id] = outcome;
        return outcome;
    }

    private Outcome Of(Term node, Query within) => node switch
    {
        Term.Number number => new Outcome.Scalar(number.Value),
        Term.Id id => Of(Named(id.Name)),
        Term.Minus minus => Operators.Minus(Of(minus.Of, within)),
        Term.Operation operation =>
            Operators.Apply(operation.Sign, Of(operation.Left, within), Of(operation.Right, within)),
        Term.Several several => Outcome.Of(several.Items.SelectMany(item => Of(item, within).Series)),
        Term.Call call => Of(call, within),
        Term.Word word => throw new ExpressionFault($"Unexpected '{word.Name}'"),
        _ => throw new ExpressionFault("Unexpected text"),
    };

    private Outcome Of(Term.Call call, Query within)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "METRICS":
                return Metrics(arguments);
            case "SEARCH":
                return Search(arguments, within);
            case "TIME_SERIES" when arguments.Count == 1:
                var value = Of(arguments[0], within).Number;
                var over = Grid(within);
                return Outcome.Of(TimeSeries.Empty(over) with { Values = [.. Enumerable.Repeat(value, over.Count)] });
            case "FILL" when arguments.Count == 2:
                var word = (arguments[1] as Term.Word)?.Name;
                return Functions.Fill(Of(arguments[0], within), word is null ? Of(arguments[1], within) : null, word);
            case "SORT" when arguments is [var what, Term.Word by, Term.Word order, ..] && arguments.Count <= 4:
                var limit = arguments.Count == 4 ? (int)Of(arguments[3], within).Number : (int?)null;
                return Functions.Sort(Of(what, within), by.Name, order.Name, limit);
            default:
                var function = Functions.Find(call.Function)
                    ?? throw new ExpressionFault($"Unsupported function '{call.Function}'");
                return function([.. arguments.Select(argument => Of(argument, within))]);
        }
    }

    /// <summary>All metrics of the request, or those with a text in their ids.</summary>
    private Outcome Metrics(IReadOnlyList<Term> arguments)
    {
        var part = arguments switch
        {
            [] => "",
            [Term.Text text] => text.Value,
            _ => throw new ExpressionFault("METRICS takes nothing or a text"),
        };
        return Outcome.Of(queries
            .Where(query => query.Selection is not null && query.Id.Contains(part, StringComparison.Ordinal))
            .Select(query => Of(query).Series[0]));
    }

    private Outcome Search(IReadOnlyList<Term> arguments, Query within)
    {
        if (arguments is not [Term.Text search, Term.Text stat, ..] || arguments.Count > 3)
        {
            throw new ExpressionFault("SEARCH takes a search term, a statistic, and a period at most");
        }

        var summary = Summary.Parse(stat.Value)
            ?? throw new ExpressionFault($"'{stat.Value}' is not a statistic");
        var period = arguments is [_, _, Term.Number number] ? (int)number.Value : within.Period ?? PeriodOfNone * 5;
        return Outcome.Of(source.Search(search.Value, summary, grid(Math.Max(1, period))));
    }

    private Query Named(string id) => queries.FirstOrDefault(query => query.Id == id)
        ?? throw new ExpressionFault($"Undefined variable '{id}'");

    private Window Grid(Query within) => grid(
        within.Period ?? queries.Min(query => query.Selection?.Period) ?? PeriodOfNone);
}
