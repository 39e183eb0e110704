using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Importing;

/// <summary>A resource that may be there already, and is taken into a stack if it is.</summary>
/// <param name="Identifier">What its type tells its resources apart by, in the order in which the type says it.</param>
/// <param name="Properties">What its template says of it, as far as that is known.</param>
internal sealed record Candidate(
    string LogicalId, string Type, IReadOnlyList<KeyValuePair<string, string>> Identifier, JsonObject Properties)
{
    /// <summary>How its service knows it.</summary>
    public string Id => Identity.IdOf(Type, Identifier);
}
