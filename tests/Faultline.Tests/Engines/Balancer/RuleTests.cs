using System.Collections.Immutable;
using System.Net;
using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Rules;

namespace Faultline.Tests.Engines.Balancer;

public sealed class RuleTests
{
    private const string Request =
        "GET /img/cat.png?Size=Big&raw HTTP/1.1\r\nHost: Shop.Example.com:8080\r\nUser-Agent: Curl/8\r\n"
        + "X-A: 1\r\nX-A: 2\r\n\r\n";

    public static TheoryData<string, Condition, bool> Conditions => new()
    {
        { "host, any case", new Condition.Host(["shop.example.COM"]), true },
        { "host with a star", new Condition.Host(["*.example.com"]), true },
        { "host of a parent", new Condition.Host(["example.com"]), false },
        { "one of many", new Condition.Host(["a", "b", "shop.*"]), true },
        { "path", new Condition.Path(["/img/*"]), true },
        { "path in another case", new Condition.Path(["/IMG/*"]), false },
        { "path without its query", new Condition.Path(["/img/cat.png"]), true },
        { "path with a question mark", new Condition.Path(["/img/c?t.png"]), true },
        { "header, any case", new Condition.Header("user-agent", ["curl*"]), true },
        { "header that comes twice", new Condition.Header("x-a", ["2"]), true },
        { "header that is not there", new Condition.Header("x-b", ["*"]), false },
        { "method", new Condition.Method(["POST", "GET"]), true },
        { "method in another case", new Condition.Method(["get"]), false },
        { "query, any case", new Condition.Query([("size", "big")]), true },
        { "query with a value only", new Condition.Query([(null, "b?g")]), true },
        { "query with another value", new Condition.Query([("size", "small")]), false },
        { "query without a value", new Condition.Query([("raw", "")]), true },
        { "source", new Condition.Source([IPNetwork.Parse("10.1.0.0/16")]), true },
        { "another source", new Condition.Source([IPNetwork.Parse("10.2.0.0/16")]), false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_is_met_by_what_it_says(string what, Condition condition, bool met)
    {
        Assert.True(met == (Find([condition]) == "rule"), what);
    }

    [Fact]
    public void All_conditions_of_a_rule_count() => Assert.Equal(
        "default", Find([new Condition.Path(["/img/*"]), new Condition.Method(["POST"])]));

    [Theory]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b", "ab ab a", false)]
    [InlineData("?", "", false)]
    [InlineData("*", "", true)]
    [InlineData("a**", "a", true)]
    public void Patterns_have_stars(string pattern, string text, bool fits) =>
        Assert.Equal(fits, new Pattern(pattern, anyCase: true).Fits(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(
        "HTTPS", "#{host}", "443", "/#{path}", "#{query}", "https://Shop.Example.com:443/img/cat.png?Size=Big&raw")]
    [InlineData(
        "#{protocol}", "a.#{host}", "#{port}", "/x/#{path}", "a=b", "http://a.Shop.Example.com:80/x/img/cat.png?a=b")]
    [InlineData("HTTP", "b", "81", "/", "", "http://b:81/")]
    public void A_redirect_fills_in_parts_of_the_request(
        string protocol, string host, string port, string path, string query, string to)
    {
        var bytes = Encoding.ASCII.GetBytes(Request);
        var head = new Head();
        Assert.True(head.Read(bytes, isAnswer: false));
        Assert.Equal(to, RedirectTo.Of(
            new(protocol, host, port, path, query, 301), new(head, bytes, null), new(null, 80, isSecure: false)));
    }

    private static string Find(ImmutableArray<Condition> conditions)
    {
        var plan = new RulePlan(
            [
                new("rule", conditions, new RuleAction.Fixed(200, null, "rule")),
                new("default", [], new RuleAction.Fixed(200, null, "default")),
            ],
            action => Act.Of(action, _ => null));
        var bytes = Encoding.ASCII.GetBytes(Request);
        var head = new Head();
        Assert.True(head.Read(bytes, isAnswer: false));
        return ((Act.Answer)plan.Find(new(head, bytes, IPAddress.Parse("10.1.2.3")))!).Says.Body!;
    }
}
