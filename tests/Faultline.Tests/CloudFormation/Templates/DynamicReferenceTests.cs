using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>References to stores of parameters and secrets are found in texts, and put in their places.</summary>
public sealed class DynamicReferenceTests
{
    private const string Secret = "arn:aws:secretsmanager:us-east-1:1:secret:db-AbCdEf:SecretString:password::";

    [Fact]
    public void They_are_found_wherever_they_stand_each_once() => Assert.Equal(
        [("ssm", "/a"), ("ssm-secure", "b:2"), ("secretsmanager", Secret)],
        DynamicReferences.In(JsonNode.Parse($$$"""
            {"A": "x{{resolve:ssm:/a}}y{{resolve:ssm-secure:b:2}}",
            "B": [1, {"C": "{{resolve:secretsmanager:{{{Secret}}}}}"}],
            "D": "{{resolve:ssm:/a}}", "E": "{{resolve:other:x}} {{resolve:ssm}} {{resolve:ssm:}}"}
            """)!));

    [Fact]
    public void Those_that_were_looked_up_are_replaced_and_nothing_else()
    {
        var tree = JsonNode.Parse(
            """{"A": "x{{resolve:ssm:/a}}y{{resolve:ssm:/b}}", "{{resolve:ssm:/a}}": [true, 1.50, null]}""")!;
        var put = DynamicReferences.Put(tree, new Dictionary<(string, string), string> { [("ssm", "/a")] = "{$0}" });
        Assert.Equal(
            """{"A":"x{$0}y{{resolve:ssm:/b}}","{{resolve:ssm:/a}}":[true,1.50,null]}""", put.ToJsonString());
        Assert.Contains("/a", tree["A"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
