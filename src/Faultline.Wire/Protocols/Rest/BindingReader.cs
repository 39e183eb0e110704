using System.Text;
using System.Text.Json.Nodes;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>Reads the members of an input that travel in the path, the query string and the headers.</summary>
internal sealed class BindingReader(Operation operation, Incoming request) : ShapeReader
{
    private static readonly List<string> none = [];

    private readonly QueryString query = new(request.Query);
    private Range[]? labels;
    private int nextMember;

    /// <summary>The texts that the current member, or entry of a map, has; and the one that is being read.</summary>
    private List<string> texts = none;
    private string text = "";
    private int nextText;

    private List<KeyValuePair<string, List<string>>> entries = [];
    private int nextEntry;

    public override Member? NextMember(Shape structure)
    {
        var members = structure.Members;
        while (nextMember < members.Length)
        {
            var member = members[nextMember++];
            if (member.Location != Location.Body && Find(member))
            {
                return member;
            }
        }

        return null;
    }

    public override void BeginStructure(Member member) =>
        throw new MalformedInput($"{member.Name} is a structure, which has no place outside the body.");

    public override void BeginList(Member member)
    {
        nextText = 0;
        if (member.Location == Location.Header)
        {
            texts = HeaderList.Split(text, member.Shape.Item);
        }
    }

    public override bool NextItem(Shape list)
    {
        if (nextText == texts.Count)
        {
            return false;
        }

        text = texts[nextText++];
        return true;
    }

    public override void BeginMap(Member member) => nextEntry = 0;

    public override string? NextKey(Shape map)
    {
        if (nextEntry == entries.Count)
        {
            return null;
        }

        var (name, values) = entries[nextEntry++];
        Hold(values);
        return name;
    }

    public override bool TryNull() => false;

    public override string String(Member member) =>
        member.JsonValue && member.Location == Location.Header ? Json(member) : text;

    public override bool Boolean(Member member) => Scalars.Boolean(text, member);

    public override int Integer(Member member) => Scalars.Integer(text, member);

    public override long Long(Member member) => Scalars.Long(text, member);

    public override float Float(Member member) => Scalars.Float(text, member);

    public override double Double(Member member) => Scalars.Double(text, member);

    public override byte[] Blob(Member member) => Scalars.Blob(text.AsSpan(), member);

    public override DateTimeOffset Timestamp(Member member) => Scalars.Timestamp(text);

    public override JsonNode Document(Member member) =>
        throw new MalformedInput($"{member.Name} is a document, which has no place outside the body.");

    private bool Find(Member member)
    {
        switch (member.Location)
        {
            case Location.Uri:
                return Hold(Label(member.WireName));
            case Location.QueryString when member.Shape.Kind == ShapeKind.Map:
                // A map takes every parameter, those that other members have as well.
                entries = query.All();
                return entries.Count > 0;
            case Location.QueryString:
                return Hold(query.Values(member.WireName));
            case Location.Header:
                return Hold(Header(member.WireName));
            case Location.Headers:
                entries = Prefixed(member.WireName);
                return entries.Count > 0;
            default:
                return false;
        }
    }

    private string? Header(string name) =>
        request.Headers.TryGetValue(name, out var value) ? string.Join(", ", value!) : null;

    private string? Label(string name)
    {
        if (labels is null)
        {
            labels = new Range[operation.Template.Labels.Length];
            if (!operation.Template.Match(request.Path, labels))
            {
                throw new MalformedInput($"The path is not of the form {operation.Uri}.");
            }
        }

        var at = Array.IndexOf(operation.Template.Labels, name);
        return at < 0 ? null : Percent.Decode(request.Path.AsSpan()[labels[at]], plusIsBlank: false);
    }

    private bool Hold(string? value)
    {
        text = value ?? "";
        return value is not null;
    }

    private bool Hold(List<string> values)
    {
        texts = values;
        return Hold(values.Count > 0 ? values[0] : null);
    }

    private List<KeyValuePair<string, List<string>>> Prefixed(string prefix)
    {
        List<KeyValuePair<string, List<string>>> headers = [];
        foreach (var (name, value) in request.Headers)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(new(name[prefix.Length..], [string.Join(",", value!)]));
            }
        }

        return headers;
    }

    /// <summary>Text in base64: a header would not let all of JSON through.</summary>
    private string Json(Member member) =>
        Scalars.String(Scalars.Blob(text.AsSpan(), member), member);
}
