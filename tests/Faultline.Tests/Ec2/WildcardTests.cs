using Faultline.Services.Ec2;

namespace Faultline.Tests.Ec2;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("us-east-1", "us-east-1", true)]
    [InlineData("us-east-1", "us-east-2", false)]
    [InlineData("us-east-1", "us-east-11", false)]
    [InlineData("US-east-1", "us-east-1", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("?", "", false)]
    [InlineData("?", "a", true)]
    [InlineData("?", "ab", false)]
    [InlineData("m5*", "m5", true)]
    [InlineData("m5*", "m5d.large", true)]
    [InlineData("m5.*", "m5d.large", false)]
    [InlineData("*.large", "m5.large", true)]
    [InlineData("*.large", "m5.xlarge", false)]
    [InlineData("m?.*large", "m5.xlarge", true)]
    [InlineData("*a*b*", "xaxxbx", true)]
    [InlineData("*a*b*", "xbxxax", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("*ab", "aab", true)]
    [InlineData(@"\*", "*", true)]
    [InlineData(@"\*", "a", false)]
    [InlineData(@"\?", "?", true)]
    [InlineData(@"\?", "a", false)]
    [InlineData(@"\\", @"\", true)]
    [InlineData(@"\a", "a", true)]
    [InlineData(@"a\", @"a\", true)]
    [InlineData(@"\*amazon\?\\", @"*amazon?\", true)]
    [InlineData(@"\**", "*and more", true)]
    public void A_value_matches(string value, string text, bool matches) =>
        Assert.Equal(matches, new Wildcard(value).Matches(text));

    [Fact]
    public void A_value_made_of_stars_is_answered_all_the_same() =>
        Assert.False(new Wildcard(string.Concat(Enumerable.Repeat("*a", 120)) + "b").Matches(new string('a', 255)));
}
