using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Drift;

namespace Faultline.Tests.CloudFormation.Drift;

/// <summary>What counts as drift, as differences in the notation <c>TYPE path expected actual</c>.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData("""{"A":"1"}""", """{"A":"1","B":"2"}""", "")]
    [InlineData("""{"A":"1"}""", """{"A":"2"}""", "NOT_EQUAL /A 1 2")]
    [InlineData("""{"A":"1"}""", """{"A":1}""", "")]
    [InlineData("""{"A":1.0}""", """{"A":"1"}""", "")]
    [InlineData("""{"A":"01"}""", """{"A":"1"}""", "NOT_EQUAL /A 01 1")]
    [InlineData("""{"A":"True"}""", """{"A":true}""", "")]
    [InlineData("""{"A":"a"}""", """{"A":"A"}""", "NOT_EQUAL /A a A")]
    [InlineData("""{"A":"1"}""", """{}""", "REMOVE /A 1 null")]
    [InlineData("""{"A":[]}""", """{}""", "")]
    [InlineData("""{"A":null}""", """{"A":"1"}""", "")]
    [InlineData("""{"A":"{{resolve:ssm:a}}"}""", """{"A":"1"}""", "")]
    [InlineData("""{"Skipped":"1"}""", """{"Skipped":"2"}""", "")]
    [InlineData("""{"KmsKeyId":"alias/a"}""", """{"KmsKeyId":"arn"}""", "")]
    public void A_property_is_what_it_says(string expected, string actual, string differences) =>
        Assert.Equal(differences, Differences(expected, actual));

    [Theory]
    [InlineData("""{"R":{"max":3}}""", """{"R":{"max":3,"more":1}}""", "")]
    [InlineData("""{"R":{"max":3}}""", """{"R":{"max":5}}""", "NOT_EQUAL /R/max 3 5")]
    [InlineData("""{"R":{"max":3}}""", """{"R":{}}""", "REMOVE /R/max 3 null")]
    [InlineData("""{"R":{"max":3}}""", """{"R":"{\"max\":\"3\"}"}""", "")]
    [InlineData("""{"R":"{ \"max\": 3 }"}""", """{"R":"{\"max\":3}"}""", "")]
    [InlineData("""{"R":"{ \"max\": 3 }"}""", """{"R":"{\"max\":4}"}""", "NOT_EQUAL /R/max 3 4")]
    public void A_document_is_what_is_in_it(string expected, string actual, string differences) =>
        Assert.Equal(differences, Differences(expected, actual));

    [Theory]
    [InlineData("""{"L":["a","b"]}""", """{"L":["b","a"]}""", "")]
    [InlineData("""{"L":["a"]}""", """{"L":["a","b"]}""", "ADD /L/1 null b")]
    [InlineData("""{"L":["a","b"]}""", """{"L":["b"]}""", "REMOVE /L/0 a null")]
    [InlineData("""{"L":["a","a"]}""", """{"L":["a"]}""", "REMOVE /L/1 a null")]
    [InlineData("""{"L":"a"}""", """{"L":["a"]}""", "")]
    [InlineData("""{"L":[{"p":1}]}""", """{"L":[{"p":"1","usual":true}]}""", "")]
    [InlineData(
        """{"T":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}""",
        """{"T":[{"Key":"b","Value":"3"},{"Key":"a","Value":"1"}]}""",
        "NOT_EQUAL /T/1/Value 2 3")]
    [InlineData(
        """{"L":[{"p":1}]}""", """{"L":[{"p":2}]}""", """REMOVE /L/0 {"p":1} null, ADD /L/0 null {"p":2}""")]
    public void A_list_is_who_is_in_it(string expected, string actual, string differences) =>
        Assert.Equal(differences, Differences(expected, actual));

    [Fact]
    public void What_an_instance_shows_in_another_form_is_no_drift()
    {
        var expected = JsonNode.Parse("""
            {"InstanceType":"t3.micro","NetworkInterfaces":[{"NetworkInterfaceId":"eni-1","DeviceIndex":"0"}],
             "BlockDeviceMappings":[{"DeviceName":"/dev/xvda"}],"PrivateDnsNameOptions":{"HostnameType":"ip-name"}}
            """)!.AsObject();
        var actual = new JsonObject { ["InstanceType"] = "t3.small" };
        Assert.Equal(
            "/InstanceType",
            Assert.Single(Comparison.Of(expected, actual, Unread.Of("AWS::EC2::Instance"))).PropertyPath);
    }

    private static string Differences(string expected, string actual) => string.Join(", ", Comparison
        .Of(
            JsonNode.Parse(expected)!.AsObject(), JsonNode.Parse(actual)!.AsObject(),
            new HashSet<string> { "Skipped" })
        .Select(each => $"{each.DifferenceType} {each.PropertyPath} {each.ExpectedValue} {each.ActualValue}"));
}
