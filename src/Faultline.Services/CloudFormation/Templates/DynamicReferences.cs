using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// <c>{{resolve:SERVICE:KEY}}</c> in texts: looked up as late as a resource is made, and never kept.
/// </summary>
internal static class DynamicReferences
{
    /// <summary>The references in a tree, as <c>ssm</c>, <c>name</c> or <c>name:version</c>, each once.</summary>
    public static IReadOnlyList<(string Service, string Key)> In(JsonNode tree) => throw new NotImplementedException();

    /// <summary>The tree with each reference replaced by what it was looked up to be.</summary>
    public static JsonNode Put(JsonNode tree, IReadOnlyDictionary<(string Service, string Key), string> values) =>
        throw new NotImplementedException();
}
