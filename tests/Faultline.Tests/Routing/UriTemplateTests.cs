using Faultline.Wire.Routing;

namespace Faultline.Tests.Routing;

public sealed class UriTemplateTests
{
    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/{Bucket}", "/b", "Bucket=b")]
    [InlineData("/{Bucket}", "/b/", "Bucket=b")]
    [InlineData("/{Bucket}", "/", null)]
    [InlineData("/{Bucket}", "/b/k", null)]
    [InlineData("/{Bucket}/{Key+}", "/b/k", "Bucket=b Key=k")]
    [InlineData("/{Bucket}/{Key+}", "/b/k/", "Bucket=b Key=k/")]
    [InlineData("/{Bucket}/{Key+}", "/b//k//l", "Bucket=b Key=/k//l")]
    [InlineData("/{Bucket}/{Key+}", "/b/", null)]
    [InlineData("/a/{name+}/policy", "/a/x/y/policy", "name=x/y")]
    [InlineData("/a/{name+}/policy", "/a/policy", null)]
    [InlineData("/a/{name+}/policy", "/a/x/other", null)]
    [InlineData("/2013-04-01/hostedzone/{Id}/rrset/", "/2013-04-01/hostedzone/Z%2F1/rrset", "Id=Z%2F1")]
    [InlineData("/tags/{Arn}?x-id=Tag", "/tags/arn%3Aaws", "Arn=arn%3Aaws")]
    [InlineData("/a/b", "/a", null)]
    [InlineData("/a", "a", null)]
    public void A_template_takes_the_labels_out_of_a_path(string template, string path, string? labels)
    {
        var found = UriTemplate.Parse(template).Match(path);
        Assert.Equal(labels, found is null ? null : string.Join(' ', found.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("/b?delete", "delete", true)]
    [InlineData("/b?delete", "delete=", true)]
    [InlineData("/b?delete", "a=1&delete", true)]
    [InlineData("/b?delete", "deleted", false)]
    [InlineData("/b?delete", "", false)]
    [InlineData("/b?list-type=2", "list-type=2&max-keys=1", true)]
    [InlineData("/b?list-type=2", "list-type=1", false)]
    [InlineData("/b?x-id=Get", "", true)]
    [InlineData("/b?select&select-type=2", "select-type=2&select", true)]
    [InlineData("/b?select&select-type=2", "select", false)]
    public void A_template_asks_for_its_parameters(string template, string query, bool matches) =>
        Assert.Equal(matches, UriTemplate.Parse(template).MatchQuery(query));

    [Theory]
    [InlineData("/a/b", "/a/{x}")]
    [InlineData("/a/{x}", "/a/{x+}")]
    [InlineData("/{x}/{y+}?acl", "/{x}/{y+}")]
    [InlineData("/a/{x}", "/{y}/b")]
    public void Of_two_templates_that_match_the_one_that_says_more_comes_first(string more, string less)
    {
        Assert.True(UriTemplate.BySpecificity(UriTemplate.Parse(more), UriTemplate.Parse(less)) < 0);
        Assert.True(UriTemplate.BySpecificity(UriTemplate.Parse(less), UriTemplate.Parse(more)) > 0);
    }
}
