using Faultline.Services.Ec2;
using Faultline.Wire;

namespace Faultline.Tests.Ec2;

public sealed class PagingTests
{
    private static readonly Paging paging = new(Min: 2, Max: 5, Unasked: 4);
    private static readonly Call call = Ec2Call.Of("DescribeInstanceTypes");

    [Theory]
    [InlineData(2, "a b|c d|e f|g")]
    [InlineData(5, "a b c d e|f g")]
    [InlineData(null, "a b c d|e f g")]
    public void Pages_hold_everything_once_and_in_order(int? size, string pages)
    {
        var (read, token) = (new List<string>(), (string?)null);
        do
        {
            (var page, token) = Cut("gfedcba", size, token);
            read.Add(string.Join(' ', page));
        }
        while (token is not null);
        Assert.Equal(pages, string.Join('|', read));
    }

    [Fact]
    public void Whoever_asks_for_no_size_gets_everything_where_the_operation_has_no_default()
    {
        var (page, next) = (paging with { Unasked = null }).Cut(call, "abcdefg", letter => $"{letter}", null, null);
        Assert.Equal((7, null), (page.Count, next));
    }

    [Fact]
    public void A_page_that_ends_with_the_last_item_has_no_next() => Assert.Null(Cut("abcde", 5, null).Next);

    [Fact]
    public void What_comes_and_goes_between_pages_shifts_nothing()
    {
        var (_, token) = Cut("abcd", 2, null);
        Assert.Equal("c d", string.Join(' ', Cut("01abcd", 5, token).Page));
        Assert.Equal("c d", string.Join(' ', Cut("cd", 5, token).Page));
    }

    [Theory]
    [InlineData(1, "Value ( 1 ) for parameter maxResults is invalid. Expecting a value greater than 2.")]
    [InlineData(0, "Value ( 0 ) for parameter maxResults is invalid. Expecting a value greater than 2.")]
    [InlineData(6, "Value ( 6 ) for parameter maxResults is invalid. Expecting a value smaller than or equal to 5.")]
    public void A_size_out_of_range_is_refused(int size, string message)
    {
        var error = Assert.Throws<AwsError>(() => Cut("abc", size, null));
        Assert.Equal(("InvalidParameterValue", 400, message), (error.Code, error.Status, error.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Yg")]
    [InlineData("no token")]
    [InlineData("AAAAAAAAAABi")]
    public void A_token_that_we_did_not_give_is_refused(string token) => Refused(call, token);

    [Fact]
    public void A_token_is_good_for_its_operation_account_and_region_only()
    {
        var token = Cut("abc", 2, null).Next!;
        Refused(Ec2Call.Of("DescribeInstanceTypeOfferings"), token);
        Refused(Ec2Call.Of("DescribeInstanceTypes", account: "444455556666"), token);
        Refused(Ec2Call.Of("DescribeInstanceTypes", region: "eu-west-1"), token);
        Refused(call, token[..^1]);
        Refused(call, char.ToLowerInvariant(token[0]) == token[0] ? "Z" + token[1..] : "z" + token[1..]);
    }

    private static void Refused(Call call, string token)
    {
        var error = Assert.Throws<AwsError>(() => paging.Cut(call, "abc", letter => $"{letter}", null, token));
        Assert.Equal("InvalidParameterValue", error.Code);
        Assert.Contains("NextToken", error.Message, StringComparison.Ordinal);
    }

    private static (List<char> Page, string? Next) Cut(string all, int? size, string? token) =>
        paging.Cut(call, all, letter => $"{letter}", size, token);
}
