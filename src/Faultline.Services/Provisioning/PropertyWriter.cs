using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Provisioning;

/// <summary>Writes the structures of an API as templates would: members by their names, with a capital first.</summary>
internal sealed class PropertyWriter : ShapeWriter
{
    private readonly Stack<JsonNode> open = new([new JsonObject()]);
    private string? key;

    public JsonObject Whole => (JsonObject)open.Peek();

    public override void BeginStructure(Member member, IStructure value) => Open(member, new JsonObject());

    public override void EndStructure(Member member) => open.Pop();

    public override void BeginList(Member member, int count) => Open(member, new JsonArray());

    public override void EndList(Member member) => open.Pop();

    public override void BeginMap(Member member, int count) => Open(member, new JsonObject());

    public override void Key(Member member, string key) => this.key = key;

    public override void EndMap(Member member) => open.Pop();

    public override void Null(Member member) => Put(member, null);

    public override void String(Member member, string value) => Put(member, value);

    public override void Boolean(Member member, bool value) => Put(member, value);

    public override void Integer(Member member, int value) => Put(member, value);

    public override void Long(Member member, long value) => Put(member, value);

    public override void Float(Member member, float value) => Put(member, value);

    public override void Double(Member member, double value) => Put(member, value);

    public override void Blob(Member member, byte[] value) => Put(member, Convert.ToBase64String(value));

    public override void Timestamp(Member member, DateTimeOffset value) =>
        Put(member, value.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));

    public override void Document(Member member, JsonNode value) => Put(member, value.DeepClone());

    private void Open(Member member, JsonNode node)
    {
        Put(member, node);
        open.Push(node);
    }

    private void Put(Member member, JsonNode? value)
    {
        if (open.Peek() is JsonArray list)
        {
            list.Add(value);
            return;
        }

        // The value of a map has a key of its own; every other member of an object is called by its name.
        var name = key ?? char.ToUpperInvariant(member.Name[0]) + member.Name[1..];
        key = null;
        ((JsonObject)open.Peek())[name] = value;
    }
}
