using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Gateway;

/// <summary>
/// Goes through an input and finds whether it mentions a resource: by its name, id or ARN alone, or at the end of a URL
/// or ARN.
/// </summary>
internal sealed class Mentions : ShapeWriter
{
    private readonly List<string> texts = [];

    private Mentions()
    {
    }

    /// <summary>What tells whether the input mentions a resource; it is gone through once.</summary>
    public static Func<string, bool> In(IStructure input)
    {
        var found = new Mentions();
        input.Write(found);
        return resource => found.texts.Exists(text => Means(text, resource));
    }

    public override void String(Member member, string value) => texts.Add(value);

    public override void Key(Member member, string key) => texts.Add(key);

    public override void BeginStructure(Member member, IStructure value)
    {
    }

    public override void EndStructure(Member member)
    {
    }

    public override void BeginList(Member member, int count)
    {
    }

    public override void EndList(Member member)
    {
    }

    public override void BeginMap(Member member, int count)
    {
    }

    public override void EndMap(Member member)
    {
    }

    public override void Null(Member member)
    {
    }

    public override void Boolean(Member member, bool value)
    {
    }

    public override void Integer(Member member, int value)
    {
    }

    public override void Long(Member member, long value)
    {
    }

    public override void Float(Member member, float value)
    {
    }

    public override void Double(Member member, double value)
    {
    }

    public override void Blob(Member member, byte[] value)
    {
    }

    public override void Timestamp(Member member, DateTimeOffset value)
    {
    }

    public override void Document(Member member, JsonNode value)
    {
    }

    private static bool Means(string text, string resource) =>
        text == resource
        || (text.EndsWith(resource, StringComparison.Ordinal)
            && text.Length > resource.Length
            && text[text.Length - resource.Length - 1] is '/' or ':')
        || (resource.StartsWith("arn:", StringComparison.Ordinal)
            && resource.LastIndexOfAny([':', '/']) is var end
            && (text == resource[(end + 1)..] || text.EndsWith('/' + resource[(end + 1)..], StringComparison.Ordinal)));
}
