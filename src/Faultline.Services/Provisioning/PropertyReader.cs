using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Provisioning;

/// <summary>
/// Reads the structures of an API out of the properties of a template: by the members' names, not by those on the wire,
/// and kind to texts that are numbers.
/// </summary>
internal sealed class PropertyReader : ShapeReader
{
    private readonly Stack<Level> levels = new();
    private readonly HashSet<string> except;
    private JsonNode? value;
    private string key = "";

    public PropertyReader(JsonObject properties, IEnumerable<string> except)
    {
        this.except = new(except, StringComparer.Ordinal);
        levels.Push(new(properties));
    }

    public override void BeginStructure(Member member) => levels.Push(new(Tree<JsonObject>(member, "object")));

    public override Member? NextMember(Shape structure)
    {
        while (levels.Peek().Next())
        {
            var (name, node) = levels.Peek().At;
            var isLeftOut = levels.Count == 1 && except.Contains(name);
            if (!isLeftOut && node is not null && Find(structure, name) is { } member)
            {
                value = node;
                return member;
            }
        }

        levels.Pop();
        return null;
    }

    public override void BeginList(Member member) => levels.Push(
        value is JsonArray list ? new(list) : new(new JsonArray(value?.DeepClone())));

    public override bool NextItem(Shape list) => Advance();

    public override void BeginMap(Member member) => levels.Push(new(Tree<JsonObject>(member, "object")));

    public override string? NextKey(Shape map) => Advance() ? key : null;

    public override bool TryNull() => value is null;

    public override string String(Member member) => value switch
    {
        JsonValue => Scalars.Text(value)!,
        JsonNode tree => Scalars.Json(tree), // A document where the API takes its text.
        null => throw Refused.Missing(member.Name),
    };

    public override bool Boolean(Member member) => Scalars.Flag(Plain(member), member.Name);

    public override int Integer(Member member) => Scalars.Whole(Plain(member), member.Name);

    public override long Long(Member member) => Scalars.Long(Plain(member), member.Name);

    public override float Float(Member member) => (float)Scalars.Real(Plain(member), member.Name);

    public override double Double(Member member) => Scalars.Real(Plain(member), member.Name);

    public override byte[] Blob(Member member)
    {
        try
        {
            return Convert.FromBase64String(Plain(member));
        }
        catch (FormatException)
        {
            throw Refused.Not("base64 text", member.Name, Plain(member));
        }
    }

    public override DateTimeOffset Timestamp(Member member) =>
        DateTimeOffset.TryParse(
            Plain(member), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Refused.Not("date", member.Name, Plain(member));

    public override JsonNode Document(Member member) => value!.DeepClone();

    private bool Advance()
    {
        if (!levels.Peek().Next())
        {
            levels.Pop();
            return false;
        }

        (key, value) = levels.Peek().At;
        return true;
    }

    private string Plain(Member member) =>
        Scalars.Text(value) ?? throw Refused.Not("value", member.Name, value is null ? "null" : Scalars.Json(value));

    private T Tree<T>(Member member, string kind) where T : JsonNode =>
        value as T ?? throw Refused.Not(kind, member.Name, value is null ? "null" : Scalars.Json(value));

    /// <summary>APIs begin some names with a small letter, templates none.</summary>
    private static Member? Find(Shape structure, string name) =>
        Array.Find(structure.Members, member =>
            member.Name.Length == name.Length
            && char.ToUpperInvariant(member.Name[0]) == char.ToUpperInvariant(name[0])
            && string.CompareOrdinal(member.Name, 1, name, 1, name.Length) == 0);

    /// <summary>An object or a list that is being read, and how far.</summary>
    private sealed class Level
    {
        private readonly List<(string Name, JsonNode? Node)> all;
        private int at = -1;

        public Level(JsonObject tree) => all = [.. tree.Select(one => (one.Key, one.Value))];

        public Level(JsonArray list) => all = [.. list.Select(one => ("", one))];

        public (string Name, JsonNode? Node) At => all[at];

        public bool Next() => ++at < all.Count;
    }
}
