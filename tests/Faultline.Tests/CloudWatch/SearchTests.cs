using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Search;

namespace Faultline.Tests.CloudWatch;

/// <summary>"CloudWatch search expression syntax", user guide, with its examples.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("CustomCount1", "custom count 1")]
    [InlineData("SDBFailure", "sdb failure")]
    [InlineData("Project2-trial333", "project 2 trial 333")]
    [InlineData("Network-Errors_2", "network errors 2")]
    [InlineData("CPUUtilization", "cpu utilization")]
    public void Names_are_cut_into(string name, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', Tokens.Of(name)));

    [Theory]
    [InlineData("count", true)]
    [InlineData("Count", true)]
    [InlineData("COUNT", true)]
    [InlineData("couNT", false)]
    [InlineData("CustomCount", true)]
    [InlineData("Count1", true)]
    [InlineData("customcount1", true)]
    [InlineData("customcount", false)]
    [InlineData("\"CustomCount1\"", true)]
    [InlineData("\"customcount1\"", false)]
    [InlineData("\"Custom\"", false)]
    [InlineData("{App} count", true)]
    [InlineData("{App,Host} count", true)]
    [InlineData("{App,Host}", true)]
    [InlineData("{App,Host,Zone} count", false)]
    [InlineData("{\"App\", \"Host\"}, \"CustomCount1\"", true)]
    [InlineData("{Other} count", false)]
    [InlineData("MetricName=Count", true)]
    [InlineData("MetricName=Host", false)]
    [InlineData("Host=\"i-1\"", true)]
    [InlineData("Host=\"i-2\"", false)]
    [InlineData("Namespace=App NOT i-2", true)]
    [InlineData("NOT Namespace=App", false)]
    [InlineData("(EC2 OR App) AND MetricName=Count", true)]
    [InlineData("(EC2 OR EBS) MetricName=Count", false)]
    [InlineData("Count AND nothing", false)]
    public void Is_found(string search, bool isFound) =>
        Assert.Equal(isFound, SearchTerm.Parse(search).Finds(new("1", "App", "CustomCount1", [new("Host", "i-1")])));

    [Theory]
    [InlineData("")]
    [InlineData("{App")]
    [InlineData("(Count")]
    [InlineData("\"Count")]
    [InlineData("Host=")]
    public void Is_refused(string search) => Assert.Throws<ExpressionFault>(() => SearchTerm.Parse(search));
}
