using Faultline.Wire.Constraints;

namespace Faultline.Tests.Protocols.Constraints;

public sealed class PatternTests
{
    [Theory]
    [InlineData("[a-z]+", "abc", true)]
    [InlineData("[a-z]+", "abc1", false)]
    [InlineData("[a-z]+|[0-9]+", "abc1", false)]
    [InlineData("^arn:aws", "arn:aws:sqs", true)]
    [InlineData("^[a-z]+$", "abc\n", false)]
    [InlineData("^\\w+$", "é", false)]
    [InlineData("^[\\w+=,.@-]+$", "a_b@c", true)]
    [InlineData("^[\\w\\s]+$", "a b", true)]
    [InlineData("^\\p{Alpha}+$", "ab", true)]
    [InlineData("^[\\p{Alpha}\\d]+$", "a1", true)]
    [InlineData("^\\P{Upper}+$", "A", false)]
    [InlineData("^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$", "é 1", true)]
    [InlineData("^(?!aws:).+$", "aws:x", false)]
    [InlineData("^(?!aws:).+$", "x", true)]
    [InlineData("^[!-[]+$", "A", true)]
    [InlineData("^\\_$", "_", true)]
    [InlineData("[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*", "a 😀", true)]
    [InlineData("^[\\w- ]+$", "a- b", true)]
    [InlineData("^[\\u0009\\u000A\\u000D\\u0020-\\u00FF]*$", "a\tb", true)]
    public void A_pattern_of_a_model_means_what_it_means_to_AWS(string pattern, string value, bool matches)
    {
        Assert.True(new Pattern(pattern).Understood);
        Assert.Equal(matches, new Pattern(pattern).Matches(value));
    }

    [Theory]
    [InlineData("[a-z&&[^b]]+")]
    [InlineData("\\Qa.b\\E")]
    [InlineData("a++")]
    [InlineData("(")]
    public void A_pattern_that_means_nothing_here_lets_everything_pass(string pattern)
    {
        Assert.False(new Pattern(pattern).Understood);
        Assert.True(new Pattern(pattern).Matches("anything"));
    }

    [Theory]
    [InlineData("^(a+)+$", false)]
    [InlineData("^(?!b)(a+)+$", true)]
    public void A_pattern_made_to_be_slow_ends_and_lets_pass_what_it_cannot_judge(string pattern, bool matches) =>
        Assert.Equal(matches, new Pattern(pattern).Matches(new string('a', 10_000) + "!"));
}
