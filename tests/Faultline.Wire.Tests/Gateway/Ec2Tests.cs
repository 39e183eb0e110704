using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>EC2 in its own protocol, as bytes.</summary>
public sealed class Ec2Tests
{
    private const string Version = "&Version=2016-11-15";

    [Fact]
    public async Task A_region_is_answered_in_the_form_of_EC2()
    {
        await using var server = await Running.Start();
        var answer = await server.Form("Action=DescribeRegions&RegionName.1=eu-west-1" + Version, "ec2");
        Assert.Equal(200, answer.Status);
        Assert.Contains(
            "<regionInfo><item><optInStatus>opt-in-not-required</optInStatus><regionName>eu-west-1</regionName>"
            + "<regionEndpoint>ec2.eu-west-1.localhost.localstack.cloud:4566</regionEndpoint></item></regionInfo>",
            answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1", 6)]
    [InlineData("us-west-1", 2)]
    public async Task Zones_are_those_of_the_region_that_is_signed_for(string region, int count)
    {
        await using var server = await Running.Start();
        var answer = await server.Send(
            "POST / HTTP/1.1\nHost: localhost\nContent-Type: application/x-www-form-urlencoded\n"
            + Running.Key("test", "ec2", region),
            System.Text.Encoding.UTF8.GetBytes("Action=DescribeAvailabilityZones" + Version));
        var names = answer.Xml.Descendants().Where(element => element.Name.LocalName == "zoneName").ToList();
        Assert.Equal(count, names.Count);
        Assert.All(names, name => Assert.StartsWith(region, name.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DescribeRegions&Filter.1.Name=moon&Filter.1.Value.1=x", 400, "InvalidParameterValue",
        "The filter 'moon' is invalid")]
    [InlineData("DescribeRegions&DryRun=true", 412, "DryRunOperation",
        "Request would have succeeded, but DryRun flag is set.")]
    [InlineData("DescribeInstanceTypes&InstanceType.1=t9.huge", 400, "InvalidInstanceType",
        "The following supplied instance types do not exist: [t9.huge]")]
    [InlineData("DescribeInstanceTypes&MaxResults=4", 400, "InvalidParameterValue",
        "Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.")]
    [InlineData("DescribeInstanceTypeOfferings&LocationType=planet", 400, "InvalidParameterValue",
        "Value (planet) for parameter LocationType is invalid.")]
    public async Task A_refusal_has_the_code_the_status_and_the_words_of_EC2(
        string call, int status, string code, string message)
    {
        await using var server = await Running.Start();
        var answer = await server.Form($"Action={call}{Version}", "ec2");
        Assert.Equal(status, answer.Status);
        Assert.Contains(
            $"<Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>",
            answer.Text, StringComparison.Ordinal);
    }
}
