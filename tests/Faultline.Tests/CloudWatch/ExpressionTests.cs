using System.Globalization;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Tests.CloudWatch;

/// <summary>
/// Metric math over series written as <c>1 - 3</c>, where - is missing; examples are those of "Using math expressions
/// with CloudWatch metrics", user guide, where it has some. The minutes are those from Friday, 2026-01-02 03:00.
/// </summary>
public sealed class ExpressionTests
{
    private static readonly DateTimeOffset begin = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("m1 + 1", "1 - 3", "", "2 - 4")]
    [InlineData("m1 + m2", "1 - 3", "10 20 -", "11 20 3")]
    [InlineData("m1 - m2", "1 - 3", "- 20 1", "1 -20 2")]
    [InlineData("m1 / m2", "1 4 3", "0 2 -", "- 2 -")]
    [InlineData("2 * m1 ^ 2", "1 2 3", "", "2 8 18")]
    [InlineData("-m1 ^ 2", "1 2 3", "", "-1 -4 -9")]
    [InlineData("(m1 + m2) * 2 - 1", "1 2 3", "1 1 1", "3 5 7")]
    [InlineData("m1 < m2", "30 20 0 0", "20 - 20 -", "0 0 1 0")]
    [InlineData("m1 >= 30", "30 20 0 0", "", "1 0 0 0")]
    [InlineData("m1 > 15 AND m2 > 15", "30 20 0 0", "20 - 20 -", "1 0 0 0")]
    [InlineData("m1 > 15 || m2 > 15", "30 20 0 0", "20 - 20 -", "1 1 1 0")]
    [InlineData("m1 == 20", "30 20 0 0", "", "0 1 0 0")]
    [InlineData("m1 != 20", "30 20 0 0", "", "1 0 1 1")]
    [InlineData("ABS(m1)", "-1 - 3", "", "1 - 3")]
    [InlineData("CEIL(m1) + FLOOR(m1)", "1.5 - 3", "", "3 - 6")]
    [InlineData("LOG10(m1)", "100 0 1", "", "2 - 0")]
    [InlineData("LOG(m1)", "1 0 1", "", "0 - 0")]
    [InlineData("m1 - AVG(m1)", "1 - 3", "", "-1 - 1")]
    [InlineData("AVG([m1, m2])", "1 - 3", "3 4 -", "2 2 1.5")]
    [InlineData("SUM([m1, m2])", "1 - 3", "3 4 -", "4 4 3")]
    [InlineData("MIN([m1, m2])", "1 - 3", "3 4 -", "1 4 3")]
    [InlineData("MAX([m1, m2])", "1 - 3", "3 4 -", "3 4 3")]
    [InlineData("STDDEV([m1, m2])", "1 - 3", "3 4 3", "1 0 0")]
    [InlineData("m1 / STDDEV(m1)", "1 - 3", "", "1 - 3")]
    [InlineData("m1 / (MAX(m1) - MIN(m1))", "2 - 4", "", "1 - 2")]
    [InlineData("DATAPOINT_COUNT([m1, m2])", "1 - -", "3 4 -", "2 1 -")]
    [InlineData("SUM(m1) / DATAPOINT_COUNT(m1) * m2", "1 - 3", "1 1 2", "2 2 4")]
    [InlineData("m1 / METRIC_COUNT(METRICS())", "2 - 4", "1 1 1", "1 - 2")]
    [InlineData("SUM(METRICS())", "1 2 3", "10 20 30", "11 22 33")]
    [InlineData("SUM(METRICS(\"2\"))", "1 2 3", "10 20 30", "10 20 30")]
    public void Comes_to(string expression, string m1, string m2, string result) =>
        Assert.Equal(result, Text(Series(expression, m1, m2)));

    [Theory]
    [InlineData("DIFF(m1)", "1 - 4 6", "", "- - 3 2")]
    [InlineData("DIFF_TIME(m1)", "1 - 4 6", "", "- - 120 60")]
    [InlineData("RATE(m1)", "1 - 121 61", "", "- - 1 -1")]
    [InlineData("RUNNING_SUM(m1)", "1 - 4 6", "", "1 - 5 11")]
    [InlineData("FILL(m1, 9)", "1 - 4", "", "1 9 4")]
    [InlineData("FILL(m1, m2)", "1 - -", "5 6 -", "1 6 -")]
    [InlineData("FILL(m1, REPEAT)", "- 1 - 4 -", "", "- 1 1 4 4")]
    [InlineData("FILL(m1, LINEAR)", "- 1 - - 4 -", "", "- 1 2 3 4 -")]
    [InlineData("FILL(m1, MIN(m1))", "3 - 4", "", "3 3 4")]
    [InlineData("FIRST(SORT(METRICS(), AVG, DESC))", "1 2 3", "4 5 6", "4 5 6")]
    [InlineData("LAST(SORT([m1, m2], SUM, DESC))", "1 2 3", "4 5 6", "1 2 3")]
    [InlineData("SUM(SORT(METRICS(), MAX, ASC, 1))", "1 2 3", "4 5 6", "1 2 3")]
    [InlineData("SUM(SLICE(SORT(METRICS(), MIN, ASC), 1))", "1 2 3", "4 5 6", "4 5 6")]
    [InlineData("SLICE(METRICS(), 0, 1)", "1 2 3", "4 5 6", "1 2 3")]
    [InlineData("METRIC_COUNT(REMOVE_EMPTY(METRICS())) * m1", "1 2 3", "- - -", "1 2 3")]
    [InlineData("TIME_SERIES(MAX(m1))", "1 - 3", "", "3 3 3")]
    [InlineData("m1 / PERIOD(m1)", "60 - 120", "", "1 - 2")]
    [InlineData("MINUTE(m1)", "1 - 3", "", "0 1 2")]
    [InlineData("HOUR(m1)", "1 - 3", "", "3 3 3")]
    [InlineData("DAY(m1)", "1 - 3", "", "5 5 5")]
    [InlineData("DATE(m1) * 100 + MONTH(m1)", "1 - 3", "", "201 201 201")]
    [InlineData("YEAR(m1)", "1 - 3", "", "2026 2026 2026")]
    [InlineData("EPOCH(m1) - 1767322800", "1 - 3", "", "0 60 120")]
    [InlineData("IF(m1, m2, 5)", "1 1 0 0 -", "30 - 0 0 30", "30 0 5 5 -")]
    [InlineData("IF(m1, 5, m2)", "1 1 0 0 -", "0 0 20 - 20", "5 5 20 - -")]
    [InlineData("IF(m1, m2)", "1 1 0 0 -", "30 - 0 0 30", "30 0 - - -")]
    [InlineData("IF(m1 < 3, 1, m1)", "1 2 3 4", "", "1 1 3 4")]
    [InlineData("IF(1 > 2, m1, m2)", "1 2", "3 4", "3 4")]
    [InlineData("IF(1 > 2, m1)", "1 2", "", "- -")]
    public void Comes_to_from_one_period_to_the_next(string expression, string m1, string m2, string result) =>
        Assert.Equal(result, Text(Series(expression, m1, m2)));

    [Theory]
    [InlineData("AVG(m1)")]
    [InlineData("m3")]
    [InlineData("m1 +")]
    [InlineData("(m1")]
    [InlineData("m1 m2")]
    [InlineData("NOPE(m1)")]
    [InlineData("FILL(m1, OFTEN)")]
    [InlineData("[m1, m2] + [m1, m2]")]
    [InlineData("SORT(METRICS(), MEDIAN, ASC)")]
    [InlineData("'m1'")]
    [InlineData("")]
    [InlineData("m1 $ 2")]
    public void Is_refused(string expression) =>
        Assert.Throws<ExpressionFault>(() => Series(expression, "1 2 3", "4 5 6"));

    [Fact]
    public void An_expression_over_itself_is_refused()
    {
        var source = new Given();
        var one = new Query("e1", null, Parser.Parse("e2 + 1"));
        var two = new Query("e2", null, Parser.Parse("e1 + 1"));
        Assert.Throws<ExpressionFault>(() => new Reckoning([one, two], source.Grid, source).Of(one));
    }

    [Theory]
    [InlineData("m1 + m2")]
    [InlineData("m2 + m1")]
    [InlineData("SUM([m1, m2])")]
    [InlineData("SUM([m2, m1])")]
    public void Where_periods_differ_the_shorter_ones_count(string expression)
    {
        var series = Series(expression, "1 1 1 1 1 1 1 1 1 1", "10 20", period: 300);
        Assert.Equal(60, series.Grid.Period);
        Assert.Equal("11 1 1 1 1 21 1 1 1 1", Text(series));
    }

    /// <param name="period">That of <c>m2</c>.</param>
    private static TimeSeries Series(string expression, string m1, string m2, int period = 60)
    {
        var source = new Given();
        source.Add("m1", m1);
        source.Add("m2", m2, period);
        var shown = new Query("e1", null, Parser.Parse(expression));
        List<Query> queries = [.. source.Queries, shown];
        return Assert.Single(new Reckoning(queries, source.Grid, source).Of(shown).Series);
    }

    private static string Text(TimeSeries series) => string.Join(' ', series.Values.Select(value =>
        double.IsNaN(value) ? "-" : Math.Round(value, 9).ToString(CultureInfo.InvariantCulture)));

    private sealed class Given : ISource
    {
        private readonly Dictionary<string, double[]> values = [];

        public List<Query> Queries { get; } = [];

        public void Add(string id, string text, int period = 60)
        {
            if (text.Length > 0)
            {
                values[id] = [.. text.Split(' ').Select(each =>
                    each == "-" ? double.NaN : double.Parse(each, CultureInfo.InvariantCulture))];
                Queries.Add(new(id, new("App", id, [], Summary.Parse("Sum")!, period, null), null));
            }
        }

        public Window Grid(int period) =>
            new(begin.ToUnixTimeSeconds(), period, values.Count == 0 ? 1 : values.Values.First().Length * 60 / period);

        public TimeSeries Read(Selection selection, Window grid) => new(grid, values[selection.Name]);

        public IEnumerable<TimeSeries> Search(string search, Summary summary, Window grid) => [];
    }
}
