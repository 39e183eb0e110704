using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Comparing;

namespace Faultline.Tests.CloudFormation;

/// <summary>What counts as a change of a property.</summary>
public sealed class SamenessTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": true}""", """{"b": "true", "a": "1"}""", true)]
    [InlineData("""{"a": 1}""", """{"a": 1, "b": 2}""", false)]
    [InlineData("""{"a": {"b": 1}}""", """{"a": {"b": 1, "c": 2}}""", false)]
    [InlineData("""{"a": null}""", """{"a": null}""", true)]
    [InlineData("""{"a": null}""", """{"b": null}""", false)]
    [InlineData("[1, 2]", """["1", 2]""", true)]
    [InlineData("[1, 2]", "[1, 2, 3]", false)]
    [InlineData("[1, 2]", "[2, 1]", false)]
    [InlineData("[1]", "1", false)]
    public void Two_values_are_the_same_whatever_form_their_numbers_have(string one, string other, bool are)
    {
        var (first, second) = (JsonNode.Parse(one), JsonNode.Parse(other));
        Assert.Equal((are, are), (Sameness.Of(first, second), Sameness.Of(second, first)));
    }
}
