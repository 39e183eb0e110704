using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Json;

/// <summary>
/// Reads values out of a JSON body. It keeps the place and state of the framework's reader between calls, so that the
/// body is scanned once, and looks members up by their bytes.
/// </summary>
public sealed class JsonShapeReader : ShapeReader
{
    private const int NameBytesMax = 256;

    private readonly ReadOnlyMemory<byte> body;
    private readonly bool bound;
    private int offset;
    private int depth;
    private JsonReaderState state = new(new() { MaxDepth = UnionGuard.DepthMax });
    private UnionGuard unions;

    /// <param name="body">The JSON text.</param>
    /// <param name="bound">The outermost structure has members that travel elsewhere in HTTP; here they are unknown.</param>
    public JsonShapeReader(ReadOnlyMemory<byte> body, bool bound = false)
    {
        this.body = body;
        this.bound = bound;
    }

    /// <summary>Fills a structure from a body that holds nothing else. An empty body is an empty structure.</summary>
    public static void Read(ReadOnlyMemory<byte> body, IStructure value, bool bound = false)
    {
        if (!body.IsEmpty)
        {
            var reader = new JsonShapeReader(body, bound);
            reader.Begin(value.Shape);
            reader.Fill(value);
            reader.End();
        }
    }

    /// <summary>Demands that nothing but white space follows.</summary>
    public void End()
    {
        var json = Open();
        if (Advance(ref json))
        {
            throw new MalformedInput("The body goes on after its end.");
        }
    }

    public override void BeginStructure(Member member) => Begin(member.Shape);

    public override Member? NextMember(Shape structure)
    {
        var json = Open();
        while (true)
        {
            Advance(ref json);
            if (json.TokenType == JsonTokenType.EndObject)
            {
                unions.End(structure, json.CurrentDepth + 1);
                Close(ref json);
                return null;
            }

            var member = Find(structure, ref json);
            if (member is null)
            {
                PassOver(structure, ref json);
            }
            else if (!NullFollows(json))
            {
                unions.Choose(structure, json.CurrentDepth);
                Close(ref json);
                return member;
            }
            else
            {
                Advance(ref json);
            }
        }
    }

    public override void BeginList(Member member) => Begin(JsonTokenType.StartArray, "List");

    public override bool NextItem(Shape list)
    {
        // A comma belongs to the item that follows, and is read with it.
        var rest = Rest(body.Span[offset..]);
        if (rest.IsEmpty || rest[0] != (byte)']')
        {
            return true;
        }

        var json = Open();
        Advance(ref json);
        Close(ref json);
        return false;
    }

    public override void BeginMap(Member member) => Begin(JsonTokenType.StartObject, "Map");

    public override string? NextKey(Shape map)
    {
        var json = Open();
        Advance(ref json);
        var key = json.TokenType == JsonTokenType.EndObject ? null : Text(ref json);
        Close(ref json);
        return key;
    }

    public override bool TryNull()
    {
        var rest = Rest(body.Span[offset..]);
        if (!rest.IsEmpty && rest[0] == (byte)',')
        {
            rest = Rest(rest[1..]);
        }

        if (rest.IsEmpty || rest[0] != (byte)'n')
        {
            return false;
        }

        var json = Open();
        Advance(ref json);
        Close(ref json);
        return true;
    }

    public override string String(Member member)
    {
        var json = Value();
        if (json.TokenType != JsonTokenType.String)
        {
            throw Wrong(json.TokenType, "String");
        }

        var value = Text(ref json);
        Close(ref json);
        return value;
    }

    public override bool Boolean(Member member)
    {
        var json = Value();
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            throw Wrong(json.TokenType, "Boolean");
        }

        Close(ref json);
        return json.TokenType == JsonTokenType.True;
    }

    public override int Integer(Member member) =>
        Whole("Integer") is var value and >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new MalformedInput("NUMBER_VALUE is out of the range of Integer");

    public override long Long(Member member) => Whole("Long");

    public override float Float(Member member) => (float)Double(member);

    public override double Double(Member member)
    {
        var json = Value();
        Close(ref json);
        return json.TokenType switch
        {
            JsonTokenType.Number => Finite(ref json),
            JsonTokenType.String when json.ValueTextEquals("NaN"u8) => double.NaN,
            JsonTokenType.String when json.ValueTextEquals("Infinity"u8) => double.PositiveInfinity,
            JsonTokenType.String when json.ValueTextEquals("-Infinity"u8) => double.NegativeInfinity,
            var kind => throw Wrong(kind, "Double"),
        };
    }

    public override byte[] Blob(Member member)
    {
        var json = Value();
        Close(ref json);
        if (json.TokenType != JsonTokenType.String)
        {
            throw Wrong(json.TokenType, "Blob");
        }

        return json.TryGetBytesFromBase64(out var value)
            ? value
            : throw new MalformedInput("STRING_VALUE is not valid base64");
    }

    public override DateTimeOffset Timestamp(Member member)
    {
        var json = Value();
        Close(ref json);
        var format = Timestamps.Of(member, TimestampFormat.UnixTimestamp);
        return (json.TokenType, format) switch
        {
            (JsonTokenType.Number, TimestampFormat.UnixTimestamp) => Timestamps.FromEpoch(Finite(ref json)),
            (JsonTokenType.String, not TimestampFormat.UnixTimestamp) => Timestamps.Parse(Text(ref json), format),
            var (kind, _) => throw Wrong(kind, "Timestamp"),
        };
    }

    public override JsonNode Document(Member member)
    {
        var json = Value();
        // The framework's own nodes read late, and then find fault late: what is malformed has to show here.
        var node = JsonDocuments.Read(ref json) ?? throw Wrong(JsonTokenType.Null, "Document");
        Close(ref json);
        return node;
    }

    internal static string Text(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException broken)
        {
            throw new MalformedInput("STRING_VALUE is not valid Unicode", broken);
        }
    }

    internal static bool Advance(ref Utf8JsonReader json)
    {
        try
        {
            return json.Read();
        }
        catch (JsonException broken)
        {
            throw Broken(broken);
        }
    }

    internal static double Finite(ref Utf8JsonReader json) =>
        json.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new MalformedInput("NUMBER_VALUE is out of the range of Double");

    private static MalformedInput Broken(JsonException broken) =>
        new("The body is not valid JSON.", broken);

    private static MalformedInput Wrong(JsonTokenType found, string wanted) => new(found switch
    {
        JsonTokenType.StartObject => "Start of structure or map found where not expected.",
        JsonTokenType.StartArray => "Start of list found where not expected",
        JsonTokenType.String => $"STRING_VALUE cannot be converted to {wanted}",
        JsonTokenType.Number => $"NUMBER_VALUE cannot be converted to {wanted}",
        JsonTokenType.True => $"TRUE_VALUE cannot be converted to {wanted}",
        JsonTokenType.False => $"FALSE_VALUE cannot be converted to {wanted}",
        JsonTokenType.Null => $"NULL_VALUE cannot be converted to {wanted}",
        _ => "Unexpected end of the body",
    });

    private static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8);

    private Utf8JsonReader Open() => new(body.Span[offset..], isFinalBlock: true, state);

    private void Close(ref Utf8JsonReader json)
    {
        offset += (int)json.BytesConsumed;
        state = json.CurrentState;
    }

    private Utf8JsonReader Value()
    {
        var json = Open();
        Advance(ref json);
        return json;
    }

    private long Whole(string wanted)
    {
        var json = Value();
        Close(ref json);
        if (json.TokenType != JsonTokenType.Number)
        {
            throw Wrong(json.TokenType, wanted);
        }

        // Some clients write whole numbers as 1.0 or 1e3.
        return json.TryGetInt64(out var value) ? value
            : Finite(ref json) is var number && Math.Abs(number) < 9e15 && number == Math.Truncate(number) ? (long)number
            : throw new MalformedInput($"NUMBER_VALUE cannot be converted to {wanted}");
    }

    private void Begin(Shape structure)
    {
        Begin(JsonTokenType.StartObject, "Structure");
        unions.Begin(structure, depth);
    }

    private void Begin(JsonTokenType start, string wanted)
    {
        var json = Value();
        if (json.TokenType != start)
        {
            throw Wrong(json.TokenType, wanted);
        }

        depth = json.CurrentDepth + 1;
        Close(ref json);
    }

    private Member? Find(Shape structure, ref Utf8JsonReader json)
    {
        Member? member;
        if (!json.ValueIsEscaped)
        {
            member = structure.Names.Find(json.ValueSpan);
        }
        else
        {
            Span<byte> plain = stackalloc byte[NameBytesMax];
            member = json.ValueSpan.Length <= NameBytesMax ? structure.Names.Find(plain[..Unescape(ref json, plain)]) : null;
        }

        return bound && json.CurrentDepth == 1 && member is { Location: not Location.Body } ? null : member;
    }

    private static int Unescape(ref Utf8JsonReader json, scoped Span<byte> plain)
    {
        try
        {
            return json.CopyString(plain);
        }
        catch (InvalidOperationException broken)
        {
            throw new MalformedInput("A name is not valid Unicode", broken);
        }
    }

    private bool NullFollows(in Utf8JsonReader json)
    {
        var rest = Rest(body.Span[(offset + (int)json.BytesConsumed)..]);
        return !rest.IsEmpty && rest[0] == (byte)'n';
    }

    private void PassOver(Shape structure, ref Utf8JsonReader json)
    {
        var known = structure.Kind != ShapeKind.Union || json.ValueTextEquals("__type"u8) || NullFollows(json);
        if (!known)
        {
            throw new MalformedInput($"The union {structure.Name} has no such member.");
        }

        try
        {
            json.Skip();
        }
        catch (JsonException broken)
        {
            throw Broken(broken);
        }
    }
}
