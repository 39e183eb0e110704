using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>
/// Reads what callers ask for in queries ("MetricDataQuery", API reference), and refuses what cannot be asked. Pure.
/// </summary>
internal static class QueryRules
{
    public static List<Query> Read(List<MetricDataQuery> queries, string account)
    {
        if (queries.Select(query => query.Id).GroupBy(id => id, StringComparer.Ordinal)
            .FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Refusal.Invalid($"The values for parameter id in MetricDataQueries must be unique: {twice.Key}.");
        }

        var read = queries.ConvertAll(query => Read(query, account));
        foreach (var query in read.Where(query => query.Expression is not null))
        {
            Check(query, read);
        }

        return read;
    }

    /// <summary>A period that can be asked for ("GetMetricData": high-resolution ones, or whole minutes).</summary>
    public static bool IsPeriod(int period) => period is 1 or 5 or 10 or 20 or 30 || (period > 0 && period % 60 == 0);

    public static Selection Select(MetricStat stat, string path)
    {
        var summary = Summary.Parse(stat.Stat)
            ?? throw Refusal.Invalid($"The value {stat.Stat} for parameter {path}.Stat is not supported.");
        if (stat.Metric.Namespace is null || stat.Metric.MetricName is null || stat.Period is not { } period)
        {
            throw Refusal.Invalid(
                $"The parameter {path} must have a metric with a namespace and a name, and a period.");
        }

        return IsPeriod(period)
            ? new(
                stat.Metric.Namespace,
                stat.Metric.MetricName,
                Named.Pairs(stat.Metric.Dimensions),
                summary,
                period,
                stat.Unit)
            : throw Refusal.Invalid(
                $"The value {period} for parameter {path}.Period is invalid: it must be 1, 5, 10, 20, 30 or a multiple "
                + "of 60.");
    }

    public static Term Parse(string expression, string id)
    {
        if (expression.TrimStart().StartsWith("SELECT ", StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.NotBuilt("Metrics Insights queries");
        }

        try
        {
            var node = Parser.Parse(expression);
            if (node.Functions.FirstOrDefault(Functions.IsRefused) is { } refused)
            {
                throw Refusal.NotBuilt($"the function {refused}");
            }

            return node;
        }
        catch (ExpressionFault fault)
        {
            throw Fault(id, fault);
        }
    }

    public static Wire.AwsError Fault(string id, ExpressionFault fault) =>
        Refusal.Invalid($"Error in expression '{id}': {fault.Message}");

    private static Query Read(MetricDataQuery query, string account)
    {
        if (!IsId(query.Id))
        {
            throw Refusal.Invalid(
                $"The value {query.Id} for parameter MetricDataQueries.member.Id is invalid: it must start with a "
                + "lowercase letter and have only letters, numbers and underscores.");
        }

        if (query.AccountId is { } other && other != account)
        {
            throw Refusal.NotBuilt("metrics of other accounts");
        }

        return (query.MetricStat, query.Expression) switch
        {
            ({ } stat, null) => new(query.Id, Select(stat, "MetricDataQueries.member.MetricStat"), null)
            {
                Label = query.Label,
                IsShown = query.ReturnData ?? true,
            },
            (null, { } text) => new(query.Id, null, Parse(text, query.Id))
            {
                Label = query.Label,
                IsShown = query.ReturnData ?? true,
                Period = query.Period is not { } period || IsPeriod(period)
                    ? query.Period
                    : throw Refusal.Invalid(
                        $"The value {period} for parameter MetricDataQueries.member.Period is invalid."),
            },
            ({ }, { }) => throw Refusal.Invalid(
                "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you have "
                + "specified both."),
            _ => throw Refusal.Invalid(
                $"Exactly one of MetricStat and Expression must be specified for the id {query.Id}."),
        };
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 255 && char.IsAsciiLetterLower(id[0])
        && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static void Check(Query query, List<Query> all)
    {
        if (query.Expression!.Ids.FirstOrDefault(id => !all.Exists(each => each.Id == id)) is { } none)
        {
            throw Fault(query.Id, new($"Undefined variable '{none}'"));
        }
    }
}
