using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Alarms;

namespace Faultline.Tests.CloudWatch;

/// <summary>
/// The tables of "Configuring how CloudWatch alarms treat missing data", CloudWatch user guide: 0 does not breach, X
/// does, - is missing, the newest is on the right. <c>=</c> keeps the state.
/// </summary>
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("0-X-X", "OK", "OK", "OK", "OK")]
    [InlineData("0----", "OK", "OK", "OK", "OK")]
    [InlineData("-----", "INSUFFICIENT_DATA", "=", "ALARM", "OK")]
    [InlineData("0XX-X", "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("--X--", "ALARM", "=", "ALARM", "OK")]
    public void Three_out_of_three(string data, string missing, string ignore, string breaching, string notBreaching) =>
        Check(3, data, missing, ignore, breaching, notBreaching);

    [Theory]
    [InlineData("0-X-X", "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("00X0X", "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("0-X--", "OK", "OK", "ALARM", "OK")]
    [InlineData("----0", "OK", "OK", "ALARM", "OK")]
    [InlineData("---X-", "ALARM", "=", "ALARM", "OK")]
    public void Two_out_of_three(string data, string missing, string ignore, string breaching, string notBreaching) =>
        Check(2, data, missing, ignore, breaching, notBreaching);

    /// <summary>"Avoiding premature transitions to alarm state", same page.</summary>
    [Theory]
    [InlineData(3, "----X", "OK")]
    [InlineData(3, "---X-", "OK")]
    [InlineData(3, "--X--", "ALARM")]
    [InlineData(3, "--XX-", "ALARM")]
    [InlineData(3, "--X-0", "OK")]
    [InlineData(2, "----X", "OK")]
    [InlineData(2, "---X-", "ALARM")]
    public void No_alarm_is_raised_too_early(int toAlarm, string data, string state) =>
        Assert.Equal(state, Of(new(3, toAlarm, ComparisonOperator.GreaterThanThreshold, 0.5), data));

    /// <summary>
    /// The words of that page, for every M out of three and every range: of the last three that are there so many
    /// breach, and those that are missing count as it says.
    /// </summary>
    [Fact]
    public void Missing_ones_count_as_what_they_are_treated_as()
    {
        foreach (var data in Ranges(5))
        {
            var real = data.Where(letter => letter != '-').TakeLast(3).ToList();
            var (breaching, filled) = (real.Count(letter => letter == 'X'), 3 - real.Count);
            for (var toAlarm = 1; toAlarm <= 3; toAlarm++)
            {
                var terms = new Terms(3, toAlarm, ComparisonOperator.GreaterThanThreshold, 0.5);
                var without = breaching >= toAlarm ? "ALARM" : "OK";
                Assert.Equal((data, without), (data, Of(terms with { Missing = "notBreaching" }, data)));
                Assert.Equal(
                    (data, breaching + filled >= toAlarm ? "ALARM" : "OK"),
                    (data, Of(terms with { Missing = "breaching" }, data)));
                var ignores = filled > 0 && breaching == real.Count && without == "OK" ? "=" : without;
                Assert.Equal((data, ignores), (data, Of(terms with { Missing = "ignore" }, data)));
                Assert.Equal(
                    (data, real.Count == 0),
                    (data, Of(terms, data) == "INSUFFICIENT_DATA"));
            }
        }
    }

    [Theory]
    [InlineData("GreaterThanThreshold", 1, "OK")]
    [InlineData("GreaterThanThreshold", 1.1, "ALARM")]
    [InlineData("GreaterThanOrEqualToThreshold", 1, "ALARM")]
    [InlineData("GreaterThanOrEqualToThreshold", 0.9, "OK")]
    [InlineData("LessThanThreshold", 1, "OK")]
    [InlineData("LessThanThreshold", 0.9, "ALARM")]
    [InlineData("LessThanOrEqualToThreshold", 1, "ALARM")]
    [InlineData("LessThanOrEqualToThreshold", 1.1, "OK")]
    public void A_value_is_compared_as_the_operator_says(string compare, double value, string state) =>
        Assert.Equal(state, Evaluation.Of(new(1, 1, compare, 1), [new(default, value)]).State);

    [Fact]
    public void Percentiles_of_too_few_change_nothing_where_that_is_asked_for()
    {
        var terms = new Terms(1, 1, ComparisonOperator.GreaterThanThreshold, 0.5);
        var vague = new Point(default, 1, 3, IsVague: true);
        Assert.Equal("ALARM", Evaluation.Of(terms, [vague]).State);
        Assert.Null(Evaluation.Of(terms with { IgnoresVague = true }, [vague]).State);
    }

    [Theory]
    [InlineData(3, "0XXXX", "missing", "OK",
        "Threshold Crossed: 3 out of the last 3 datapoints [1.0 (01/01/26 00:04:00), 1.0 (01/01/26 00:03:00), "
        + "1.0 (01/01/26 00:02:00)] were greater than the threshold (0.5) (minimum 3 datapoints for OK -> ALARM "
        + "transition).")]
    [InlineData(3, "XXXX0", "missing", "ALARM",
        "Threshold Crossed: 1 out of the last 3 datapoints [0.0 (01/01/26 00:04:00)] was not greater than the "
        + "threshold (0.5) (minimum 1 datapoint for ALARM -> OK transition).")]
    [InlineData(3, "-----", "breaching", "OK",
        "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as "
        + "[Breaching].")]
    [InlineData(3, "-----", "notBreaching", "ALARM",
        "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as "
        + "[NonBreaching].")]
    [InlineData(3, "-----", "missing", "OK", "Insufficient Data: 3 datapoints were unknown.")]
    public void The_reason_is_said_in_AWSs_words(int toAlarm, string data, string missing, string before, string reason)
    {
        var terms = new Terms(3, toAlarm, ComparisonOperator.GreaterThanThreshold, 0.5) { Missing = missing };
        Assert.Equal(reason, Reasons.Text(terms, Evaluation.Of(terms, Points(data)), before));
    }

    private static void Check(
        int toAlarm, string data, string missing, string ignore, string breaching, string notBreaching)
    {
        var terms = new Terms(3, toAlarm, ComparisonOperator.GreaterThanThreshold, 0.5);
        Assert.Equal(missing, Of(terms, data));
        Assert.Equal(ignore, Of(terms with { Missing = "ignore" }, data));
        Assert.Equal(breaching, Of(terms with { Missing = "breaching" }, data));
        Assert.Equal(notBreaching, Of(terms with { Missing = "notBreaching" }, data));
    }

    private static IEnumerable<string> Ranges(int length) => length == 0
        ? [""]
        : from rest in Ranges(length - 1) from letter in "0X-" select rest + letter;

    private static string Of(Terms terms, string data) => Evaluation.Of(terms, Points(data)).State ?? "=";

    private static List<Point?> Points(string data) => [.. data.Select((letter, minute) => letter == '-'
        ? null
        : new Point(
            DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture).AddMinutes(minute),
            letter == 'X' ? 1 : 0))];
}
