using System.Text;
using Faultline.Services.Logs.Filters;

namespace Faultline.Tests.Logs;

/// <summary>
/// Patterns of fields: the cases of "Using filter patterns to match terms in space-delimited log events" (CloudWatch
/// Logs user guide) and of TestMetricFilter (API reference).
/// </summary>
public sealed class FieldPatternTests
{
    private const string Access =
        "127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534";

    [Theory]
    [InlineData("[ip, user, username, timestamp, request, status_code, bytes]", true)]
    [InlineData("[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", true)]
    [InlineData("[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]", true)]
    [InlineData("[ip, user, username, timestamp, request, status_code = 4*, bytes > 2000]", false)]
    [InlineData("[ip, user, username, timestamp, request, status_code = 5*, bytes]", false)]
    [InlineData("[..., request =*.html*, status_code = 4*, bytes]", true)]
    [InlineData("[..., status_code = 404 || status_code = 410, bytes]", true)]
    [InlineData("[..., status_code = 400 || status_code = 410, bytes]", false)]
    [InlineData("[..., status_code = 4* && status_code != 403, bytes]", true)]
    [InlineData("[..., status_code = 4* && status_code != 404, bytes]", false)]
    [InlineData("[..., status_code >= 400 && status_code < 500, bytes]", true)]
    [InlineData("[ip=%127\\.0\\.0\\.[1-9]%, ...]", true)]
    [InlineData("[ip=%128\\.0\\.0\\.[1-9]%, ...]", false)]
    [InlineData("[ip, ..., bytes = 1534]", true)]
    [InlineData("[ip, user = \"Prod\", ...]", true)]
    [InlineData("[..., request = \"GET /index.html HTTP/1.0\", status, bytes]", true)]
    [InlineData("[ip, user, rest]", true)]
    [InlineData("[ip, user, rest = *1534]", true)]
    [InlineData("[a, b, c, d, e, f, g, h]", false)]
    [InlineData("[a, b, c, d, e, f, g, h, ...]", false)]
    [InlineData("[a, b, c, d, e, f, g, ...]", true)]
    [InlineData("[user > 3, ...]", false)]
    [InlineData("[]", true)]
    public void A_line_matches(string pattern, bool matches) => Patterns.Check(pattern, Access, matches);

    [Theory]
    [InlineData("[w1=ERROR, w2]", "ERROR 09/25/2014 12:00:02 Failed to process request", true)]
    [InlineData("[w1=ERROR, w2]", "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200", false)]
    [InlineData("[w1=ERROR, w2]", "ERROR", false)]
    [InlineData("[w1=ERROR]", "ERROR 09/25/2014", false)]
    [InlineData("[w1=ERROR || W1=WARNING, w2]", "WARNING 09/25/2014 Invalid user request", true)]
    [InlineData("[w1=ERROR || w1=%WARN%, w2]", "WARNING 09/25/2014 Invalid user request", true)]
    [InlineData("[w1!=ERROR && w1!=WARNING, w2]", "INFO 09/25/2014 12:00:00", true)]
    [InlineData("[w1!=ERROR && w1!=WARNING, w2]", "ERROR 09/25/2014 12:00:00", false)]
    [InlineData("[level, ms > 10]", "WARN soon", false)]
    [InlineData("[level, what]", "ERROR \"two words\"", true)]
    [InlineData("[level, what, why]", "ERROR \"two words\"", false)]
    [InlineData("[level, what, why]", "ERROR \"two words", true)]
    [InlineData("[a, b]", "  one\ttwo  ", true)]
    public void Words_match_in_their_order(string pattern, string message, bool matches) =>
        Patterns.Check(pattern, message, matches);

    [Theory]
    [InlineData("[ip, user, username, timestamp, request, status_code, bytes]",
        "$ip=127.0.0.1 $user=Prod $username=frank $timestamp=10/Oct/2000:13:25:15 -0700 " +
        "$request=GET /index.html HTTP/1.0 $status_code=404 $bytes=1534")]
    [InlineData("[..., bytes]",
        "$1=127.0.0.1 $2=Prod $3=frank $4=10/Oct/2000:13:25:15 -0700 $5=GET /index.html HTTP/1.0 $6=404 $bytes=1534")]
    [InlineData("[..., request=*.html*, status_code=4*,]",
        "$1=127.0.0.1 $2=Prod $3=frank $4=10/Oct/2000:13:25:15 -0700 $request=GET /index.html HTTP/1.0 " +
        "$status_code=404 $7=1534")]
    [InlineData("[ip, user, ...]",
        "$ip=127.0.0.1 $user=Prod $3=frank $4=10/Oct/2000:13:25:15 -0700 $5=GET /index.html HTTP/1.0 $6=404 $7=1534")]
    [InlineData("[ip, user, username, rest]",
        "$ip=127.0.0.1 $user=Prod $username=frank " +
        "$rest=[10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534")]
    [InlineData("[]",
        "$1=127.0.0.1 $2=Prod $3=frank $4=10/Oct/2000:13:25:15 -0700 $5=GET /index.html HTTP/1.0 $6=404 $7=1534")]
    public void Values_are_taken_out_by_name_or_by_place(string pattern, string values) => Assert.Equal(
        values,
        string.Join(' ', FilterPattern.Read(pattern).Values(Encoding.UTF8.GetBytes(Access))
            .Select(value => $"{value.Key}={value.Value}")));

    [Theory]
    [InlineData("[a, b")]
    [InlineData("[a, b] more")]
    [InlineData("[a, ..., b, ..., c]")]
    [InlineData("[a, a]")]
    [InlineData("[a = ]")]
    [InlineData("[a = 1 ||]")]
    [InlineData("[a, b=x || c=y]")]
    [InlineData("[a b]")]
    [InlineData("[a > x]")]
    [InlineData("[a=%x%, b=%y%, c=%z%]")]
    public void What_is_no_pattern_is_refused(string pattern) => Patterns.Check(pattern, "", null);
}
