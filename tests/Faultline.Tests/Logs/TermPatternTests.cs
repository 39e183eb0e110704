namespace Faultline.Tests.Logs;

/// <summary>
/// Patterns of terms and regular expressions: the cases of "Using filter patterns to match terms in unstructured log
/// events" and "Supported regular expressions syntax" (CloudWatch Logs user guide).
/// </summary>
public sealed class TermPatternTests
{
    [Theory]
    // Nothing said, or white space in quotation marks: everything.
    [InlineData("", "anything", true)]
    [InlineData("   ", "anything", true)]
    [InlineData("\" \"", "one-word", true)]
    // One term, anywhere, by its case.
    [InlineData("ERROR", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("ERROR", "Exiting with ERRORCODE: -1", true)]
    [InlineData("ERROR", "[error 400] bad request", false)]
    [InlineData("err_or", "an err_or there", true)]
    // Several terms, in any order.
    [InlineData("ERROR ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", true)]
    [InlineData("ARGUMENTS ERROR", "[ERROR 419] MISSING ARGUMENTS", true)]
    [InlineData("ERROR ARGUMENTS", "[ERROR 400] BAD REQUEST", false)]
    // Optional terms: any will do, and beside others they say nothing.
    [InlineData("?ERROR ?ARGUMENTS", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("?ERROR ?ARGUMENTS", "[WARN] MISSING ARGUMENTS", true)]
    [InlineData("?ERROR ?ARGUMENTS", "[INFO] all is well", false)]
    [InlineData("?ERROR REQUEST", "[INFO] REQUEST FAILED", true)]
    [InlineData("?ERROR REQUEST", "[ERROR] MISSING ARGUMENTS", false)]
    [InlineData("?ERROR -REQUEST", "[INFO] all is well", true)]
    [InlineData("?\"BAD REQUEST\" ?WARN", "[ERROR 400] BAD REQUEST", true)]
    // Phrases.
    [InlineData("\"INTERNAL SERVER ERROR\"", "[ERROR 500] INTERNAL SERVER ERROR", true)]
    [InlineData("\"INTERNAL SERVER ERROR\"", "[ERROR 500] INTERNAL  SERVER ERROR", false)]
    [InlineData("\"[ERROR]\" Exception", "02 May [ERROR] InvalidQueryException", true)]
    [InlineData("\"say \\\"hello\\\"\"", "they say \"hello\" now", true)]
    [InlineData("\"grüße\"", "viele grüße", true)]
    // Excluded terms.
    [InlineData("ERROR -ARGUMENTS", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("ERROR -ARGUMENTS", "[ERROR 420] INVALID ARGUMENTS", false)]
    [InlineData("ERROR -\"BAD REQUEST\"", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("-ERROR", "[INFO] all is well", true)]
    [InlineData("-ERROR", "[ERROR] it is not", false)]
    [InlineData("\"ERROR\" - \"Exiting\"", "Exiting with ERRORCODE: -1", false)]
    // What is no pattern.
    [InlineData("Status:", "", null)]
    [InlineData("ERR*", "", null)]
    [InlineData("email@example", "", null)]
    [InlineData("\"ERROR", "", null)]
    [InlineData("\"\"", "", null)]
    [InlineData("?", "", null)]
    public void Terms_match(string pattern, string message, bool? matches) =>
        Patterns.Check(pattern, message, matches);

    [Theory]
    [InlineData("%AUTHORIZED%", "[ERROR 401] UNAUTHORIZED REQUEST", true)]
    [InlineData("%AUTHORIZED%", "[SUCCESS 200] all is well", false)]
    [InlineData("%^[hc]at%", "hat trick", true)]
    [InlineData("%^[hc]at%", "a hat", false)]
    [InlineData("%[hc]at$%", "the cat", true)]
    [InlineData("%[hc]at$%", "cats", false)]
    [InlineData("%colou?r%", "color", true)]
    [InlineData("%colou?r%", "colour", true)]
    [InlineData("%colou?r%", "colouur", false)]
    [InlineData("%^a{3,5}$%", "aaaa", true)]
    [InlineData("%^a{3,5}$%", "aa", false)]
    [InlineData("%gray|grey%", "grey", true)]
    [InlineData("%^starting|^shutting down%", "shutting down now", true)]
    [InlineData("%ab*c%", "ac", true)]
    [InlineData("%ab+c%", "ac", false)]
    [InlineData("%[^a-z]+%", "abc", false)]
    [InlineData("%\\d\\s\\w%", "port 8 a", true)]
    [InlineData("%10\\.10\\.0\\.1%", "from 10.10.0.1", true)]
    [InlineData("%10\\.10\\.0\\.1%", "from 10010,051", false)]
    [InlineData("%\\x28%", "call(", true)]
    [InlineData("%\\[.\\]%", "value [7] here", true)]
    [InlineData("%ERR[A-Z]+% timeout", "ERROR: timeout", true)]
    [InlineData("%\\bERR%", "", null)]
    // What is no pattern.
    [InlineData("%something!%", "", null)]
    [InlineData("%(ab)+%", "", null)]
    [InlineData("%\\(ab\\)%", "", null)]
    [InlineData("%café%", "", null)]
    [InlineData("%[abc%", "", null)]
    [InlineData("%%", "", null)]
    [InlineData("%abc", "", null)]
    public void Regular_expressions_match(string pattern, string message, bool? matches) =>
        Patterns.Check(pattern, message, matches);

    [Fact]
    public void A_regular_expression_takes_no_longer_than_its_text_is_long()
    {
        // With backtracking this would not end before the universe does.
        var pattern = Services.Logs.Filters.FilterPattern.Read("%a*a*a*a*a*a*a*a*a*a*b$%");
        Assert.False(pattern.Matches(new string('a', 20_000).Select(letter => (byte)letter).ToArray()));
    }
}
