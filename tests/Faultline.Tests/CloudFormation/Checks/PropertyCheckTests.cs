using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Faultline.Services.CloudFormation.Checks;
using Faultline.Services.Provisioning;

namespace Faultline.Tests.CloudFormation.Checks;

/// <summary>Properties are held against what AWS publishes of their types.</summary>
public sealed class PropertyCheckTests
{
    private const string Queue = "AWS::SQS::Queue";

    [Theory]
    [InlineData(Queue, """{"QueueName": "a", "DelaySeconds": "5", "FifoQueue": "true", "RedrivePolicy": {}}""")]
    [InlineData(Queue, """{"Tags": [{"Key": "a", "Value": 1}], "RedrivePolicy": "{}"}""")]
    [InlineData(Queue, """{"DelaySeconds": "{{resolve:ssm:delay}}", "FifoQueue": "{{resolve:ssm:fifo:1}}"}""")]
    [InlineData(Queue, """{"DelaySeconds": "{{resolve}}"}""", "#/DelaySeconds: expected type: Integer, found: String")]
    [InlineData(Queue, """{"Name": 1}""", "#: extraneous key [Name] is not permitted")]
    [InlineData(Queue, """{"DelaySeconds": "five"}""", "#/DelaySeconds: expected type: Integer, found: String")]
    [InlineData(Queue, """{"DelaySeconds": 1.5}""", "#/DelaySeconds: expected type: Integer, found: Double")]
    [InlineData(Queue, """{"FifoQueue": 1}""", "#/FifoQueue: expected type: Boolean, found: Integer")]
    [InlineData(Queue, """{"QueueName": ["a"]}""", "#/QueueName: expected type: String, found: JSONArray")]
    [InlineData(Queue, """{"Tags": {"a": "b"}}""", "#/Tags: expected type: JSONArray, found: JSONObject")]
    [InlineData(Queue, """{"Tags": [{"Key": "a"}]}""", "#/Tags/0: required key [Value] not found")]
    [InlineData(
        "AWS::SQS::QueuePolicy",
        """{"Queue": "a"}""",
        "#: required key [PolicyDocument] not found",
        "#: required key [Queues] not found",
        "#: extraneous key [Queue] is not permitted")]
    [InlineData("AWS::SQS::QueuePolicy", """{"PolicyDocument": null, "Queues": ["a", null]}""")]
    [InlineData(
        "AWS::EC2::LaunchTemplate",
        """{"LaunchTemplateData": {"BlockDeviceMappings": [{"Ebs": {"VolumeSize": "big", "Size": 1}}]}}""",
        "#/LaunchTemplateData/BlockDeviceMappings/0/Ebs/VolumeSize: expected type: Integer, found: String",
        "#/LaunchTemplateData/BlockDeviceMappings/0/Ebs: extraneous key [Size] is not permitted")]
    [InlineData(
        "AWS::EC2::LaunchTemplate",
        """{"LaunchTemplateData": "small"}""",
        "#/LaunchTemplateData: expected type: JSONObject, found: String")]
    public void What_does_not_fit_is_named_with_its_place(string type, string properties, params string[] offences) =>
        Assert.Equal(
            offences,
            PropertyChecks.Of(TypeFacts.Read(type), JsonNode.Parse(properties)!.AsObject(), new HashSet<string>()));

    [Fact]
    public void What_is_open_need_not_be_there_yet() => Assert.Equal(
        ["#: required key [Queues] not found"],
        PropertyChecks.Of(TypeFacts.Read("AWS::SQS::QueuePolicy"), [], new HashSet<string> { "PolicyDocument" }));

    [Fact]
    public void It_is_said_of_the_resource() => Assert.Equal(
        "Properties validation failed for resource Work with message: [#: a, #: b]",
        PropertyChecks.Message("Work", ["#: a", "#: b"]));

    [Fact]
    public void Every_type_has_a_schema_with_all_that_it_refers_to()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Tidy.Sources.Root, "models", "types"), "AWS.*.json"))
        {
            var facts = TypeFacts.Read(Path.GetFileNameWithoutExtension(file).Replace(".", "::"));
            var schema = TypeSchema.Of(facts);
            var text = schema.ToJsonString();
            Assert.Equal(facts.Name, schema["typeName"]!.GetValue<string>());
            Assert.NotEmpty(schema["primaryIdentifier"]!.AsArray());
            Assert.All(
                Regex.Matches(text, "#/definitions/(\\w+)").Select(one => one.Groups[1].Value),
                name => Assert.True(schema["definitions"]!.AsObject().ContainsKey(name), $"{facts.Name}: {name}"));
        }
    }
}
