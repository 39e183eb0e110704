using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Drift;
using Faultline.Services.Provisioning;

namespace Faultline.Tests.CloudFormation.Drift;

/// <summary>Properties with what was found put into them, and what of it is brought back.</summary>
public sealed class OverlayTests
{
    [Theory]
    [InlineData("""{"A": "1", "B": "2"}""", """{"A": "9", "B": "2"}""")]
    [InlineData("""{"A": "1", "B": "2"}""", """{"B": "2"}""")]
    [InlineData("""{"L": ["a", "b", "c"]}""", """{"L": ["c", "d"]}""", """{"L": ["c", "d"]}""")]
    [InlineData("""{"L": ["a", "b"]}""", """{"L": []}""")]
    [InlineData(
        """{"G": {"In": {"X": "1"}, "Y": "2"}}""", """{"G": {"In": {"X": "5", "Z": "0"}, "Y": "2"}}""",
        """{"G": {"In": {"X": "5"}, "Y": "2"}}""")]
    [InlineData(
        """{"T": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}""",
        """{"T": [{"Key": "b", "Value": "3"}, {"Key": "c", "Value": "4"}]}""")]
    [InlineData("""{"Rules": [{"Port": 80}]}""", """{"Rules": [{"Port": 80}, {"Port": 22}]}""")]
    [InlineData("""{"Text": "{\"a\":1}"}""", """{"Text": "{\"a\":2}"}""", """{"Text": "{\"a\":1}"}""")]
    public void What_was_found_stands_in_the_place_of_what_was_said(string said, string found, string? whole = null)
    {
        var (expected, actual) = (Parse(said), Parse(found));
        var overlay = Overlay.Of(expected, Services.CloudFormation.Drift.Comparison.Of(
            expected, actual, new HashSet<string>()));
        Assert.Equal(Parse(said).ToJsonString(), expected.ToJsonString());
        if (whole is null)
        {
            Assert.Empty(Services.CloudFormation.Drift.Comparison.Of(overlay, actual, new HashSet<string>()));
        }

        Assert.Equal(Parse(whole ?? found).ToJsonString(), overlay.ToJsonString());
    }

    [Fact]
    public void Tags_of_others_and_what_cannot_be_changed_in_place_are_let_be()
    {
        var live = Look(
            "AWS::SQS::Queue",
            """{"DelaySeconds": "1", "FifoQueue": "true", "Tags": [{"Key": "a", "Value": "1"}]}""",
            """
            {"DelaySeconds": 2, "FifoQueue": false, "Tags": [{"Key": "a", "Value": "2"}, {"Key": "x", "Value": "y"}]}
            """);
        Assert.Equal(
            """{"DelaySeconds":"2","FifoQueue":"true","Tags":[{"Key":"a","Value":"2"}]}""",
            live.Actual.ToJsonString());
        Assert.Equal("MODIFIED", live.Status);
        Assert.Equal("IN_SYNC", Look(
            "AWS::SQS::Queue", """{"FifoQueue": "true"}""", """{"FifoQueue": false}""").Status);
    }

    [Fact]
    public void What_AWS_manages_and_what_nobody_reads_is_let_be_and_said()
    {
        const string Group = "AWS::AutoScaling::AutoScalingGroup";
        const string Said = """{"DesiredCapacity": "2", "MaxSize": "4", "InstanceId": "i-1"}""";
        const string Found = """{"DesiredCapacity": "3", "MaxSize": "5"}""";
        var live = Look(
            Group, Said, Found, ("AWS::AutoScaling::ScalingPolicy", """{"AutoScalingGroupName": "real"}"""));
        Assert.Equal("""{"DesiredCapacity":"2","MaxSize":"5","InstanceId":"i-1"}""", live.Actual.ToJsonString());
        Assert.Equal(
            ["/Properties/InstanceId WRITE_ONLY_PROPERTY", "/Properties/DesiredCapacity MANAGED_BY_AWS"],
            live.Ignored.Select(each => $"{each.Path} {each.Reason}"));
        live = Look(
            Group, Said, Found, ("AWS::AutoScaling::ScalingPolicy", """{"AutoScalingGroupName": "other"}"""));
        Assert.Equal("3", live.Actual["DesiredCapacity"]!.GetValue<string>());
        const string Database = "AWS::RDS::DBInstance";
        Assert.Equal("IN_SYNC", Look(
            Database, """{"EngineVersion": "17.1"}""", """{"EngineVersion": "17.2"}""").Status);
        Assert.Equal("MODIFIED", Look(
            Database,
            """{"EngineVersion": "17.1", "AutoMinorVersionUpgrade": false}""",
            """{"EngineVersion": "17.2", "AutoMinorVersionUpgrade": false}""").Status);
    }

    private static Live Look(
        string type, string said, string found, params (string Type, string Said)[] all) => Live.Of(
        new()
        {
            ResourceType = type,
            PhysicalResourceId = "real",
            ExpectedProperties = said,
            StackResourceDriftStatus = StackResourceDriftStatus.Modified,
            PropertyDifferences = Services.CloudFormation.Drift.Comparison.Of(
                Parse(said), Parse(found), Unread.Of(type)),
        },
        TypeFacts.Read(type),
        [.. all.Select(each => (each.Type, Parse(each.Said)))]);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
