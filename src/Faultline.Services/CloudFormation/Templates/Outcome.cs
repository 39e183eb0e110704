using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// What came out of a part of a template: a value, nothing at all (<c>AWS::NoValue</c>), or what is not known yet.
/// </summary>
internal readonly record struct Outcome(JsonNode? Node, bool IsOpen)
{
    public static Outcome Nothing => default;

    public static Outcome Open => new(null, IsOpen: true);

    public bool IsNothing => Node is null && !IsOpen;

    public static implicit operator Outcome(string text) => new(JsonValue.Create(text), IsOpen: false);

    public static implicit operator Outcome(JsonNode node) => new(node, IsOpen: false);
}
