using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>What is known of a resource before those are there that it names.</summary>
public sealed class EarlyTests
{
    [Theory]
    [InlineData("!Ref B", "null")]
    [InlineData("!GetAtt B.Arn", "null")]
    [InlineData("!Sub 'x-${B}'", "null")]
    [InlineData("!Join ['-', [a, !Ref B]]", "null")]
    [InlineData("!Select [0, [a, !Ref B]]", "\"a\"")]
    [InlineData("!Select [0, !Split [',', !GetAtt B.Arn]]", "null")]
    [InlineData("!Base64 {Ref: B}", "null")]
    [InlineData("[a, !Ref B]", "[\"a\",null]")]
    [InlineData("{x: {y: !Ref B}, z: 1}", "{\"x\":{\"y\":null},\"z\":1}")]
    [InlineData("!Sub 'x-${AWS::Region}'", "\"x-us-east-1\"", false)]
    [InlineData("!Cidr [!GetAtt B.Arn, 2, 8]", "null")]
    public void What_is_not_known_is_null_in_its_place(string value, string expected, bool isOpen = true)
    {
        var bound = TemplateRig.Bind(
            "Resources:\n  B: {Type: 'AWS::SQS::Queue'}\n"
            + $"  A: {{Type: 'AWS::SQS::Queue', Properties: {{Tags: {value}, DelaySeconds: 1}}}}");
        var (properties, open) = bound.ResolveEarly(bound.Find("A")!, new Unmade());
        Assert.Equal($$"""{"Tags":{{expected}},"DelaySeconds":1}""", properties.ToJsonString());
        string[] expectedOpen = isOpen ? ["Tags"] : [];
        Assert.Equal(expectedOpen, open.Order());
    }

    [Fact]
    public void Later_a_resource_that_is_not_there_is_a_fault()
    {
        var bound = TemplateRig.Bind(
            "Resources: {B: {Type: 'AWS::SQS::Queue'}, A: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Ref B}}}");
        Assert.Throws<TemplateFault>(() => bound.Resolve(bound.Find("A")!, new Unmade()));
    }

    [Fact]
    public void An_attribute_that_the_type_has_and_the_resource_has_not_is_empty()
    {
        var bound = TemplateRig.Bind("""
            Resources:
              B: {Type: 'AWS::EC2::Instance'}
              A: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Sub '<${B.PublicIp}>'}}
            """);
        Assert.Equal(
            """{"QueueName":"\u003C\u003E"}""", bound.Resolve(bound.Find("A")!, new Bare()).ToJsonString());
    }

    /// <summary>None is there.</summary>
    private sealed class Unmade : IReferences
    {
        public string? Ref(string logicalId) => null;

        public JsonNode? Attribute(string logicalId, string name) => null;
    }

    /// <summary>All are there, without attributes.</summary>
    private sealed class Bare : IReferences
    {
        public string? Ref(string logicalId) => logicalId;

        public JsonNode? Attribute(string logicalId, string name) => null;
    }
}
