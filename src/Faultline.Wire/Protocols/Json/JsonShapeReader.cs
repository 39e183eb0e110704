using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Json;

/// <summary>Reads values out of a JSON body, which is scanned once. Members are looked up by their bytes.</summary>
public sealed class JsonShapeReader : ShapeReader
{
    private const int NameBytesMax = 256;

    [ThreadStatic]
    private static JsonShapeReader? spare;

    private readonly JsonTokens tokens = new();
    private bool bound;
    private int at;
    private int depth;
    private UnionGuard unions;

    /// <param name="body">The JSON text.</param>
    /// <param name="bound">The outermost structure has members that travel elsewhere in HTTP, unknown here.</param>
    public JsonShapeReader(ReadOnlyMemory<byte> body, bool bound = false)
    {
        this.bound = bound;
        tokens.Read(body);
    }

    private JsonShapeReader()
    {
    }

    /// <summary>Fills a structure from a body that holds nothing else. An empty body is an empty structure.</summary>
    public static void Read(ReadOnlyMemory<byte> body, IStructure value, bool bound = false)
    {
        if (body.IsEmpty)
        {
            return;
        }

        var reader = spare ?? new();
        spare = null;
        try
        {
            (reader.bound, reader.at, reader.depth) = (bound, 0, 0);
            reader.tokens.Read(body);
            reader.Begin(value.Shape);
            reader.Fill(value);
        }
        finally
        {
            reader.tokens.Clear();
            spare = reader;
        }
    }

    /// <summary>Demands that nothing follows the value that was read.</summary>
    public void End()
    {
        if (at < tokens.Count)
        {
            throw new MalformedInput("The body goes on after its end.");
        }
    }

    public override void BeginStructure(Member member) => Begin(member.Shape);

    public override Member? NextMember(Shape structure)
    {
        while (Kind != JsonTokenType.EndObject)
        {
            var member = Find(structure);
            if (Kind == JsonTokenType.Null)
            {
                at++;
            }
            else if (member is null)
            {
                PassOver();
            }
            else
            {
                unions.Choose(structure, depth);
                return member;
            }
        }

        unions.End(structure, depth);
        Leave();
        return null;
    }

    public override void BeginList(Member member) => Begin(JsonTokenType.StartArray, "List");

    public override bool NextItem(Shape list)
    {
        if (Kind != JsonTokenType.EndArray)
        {
            return true;
        }

        Leave();
        return false;
    }

    public override void BeginMap(Member member) => Begin(JsonTokenType.StartObject, "Map");

    public override string? NextKey(Shape map)
    {
        if (Kind != JsonTokenType.EndObject)
        {
            return Text();
        }

        Leave();
        return null;
    }

    public override bool TryNull()
    {
        if (Kind != JsonTokenType.Null)
        {
            return false;
        }

        at++;
        return true;
    }

    public override string String(Member member) => Kind == JsonTokenType.String ? Text() : throw Wrong("String");

    public override KeptText KeptText(Member member)
    {
        if (Kind != JsonTokenType.String)
        {
            throw Wrong("String");
        }

        ref readonly var token = ref tokens[at++];
        var text = tokens.Bytes(token);
        return new(token.Escaped ? JsonText.Plain(text) : Utf8Text.Copy(text));
    }

    public override bool Boolean(Member member)
    {
        var kind = Kind;
        if (kind is not (JsonTokenType.True or JsonTokenType.False))
        {
            throw Wrong("Boolean");
        }

        at++;
        return kind == JsonTokenType.True;
    }

    public override int Integer(Member member) =>
        Whole("Integer") is var value and >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new MalformedInput("NUMBER_VALUE is out of the range of Integer");

    public override long Long(Member member) => Whole("Long");

    public override float Float(Member member) => (float)Double(member);

    public override double Double(Member member)
    {
        if (Kind == JsonTokenType.Number)
        {
            return Number();
        }

        if (Kind != JsonTokenType.String)
        {
            throw Wrong("Double");
        }

        var text = tokens.Bytes(tokens[at]);
        var value = text.SequenceEqual("NaN"u8) ? double.NaN
            : text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity
            : throw Wrong("Double");
        at++;
        return value;
    }

    public override byte[] Blob(Member member)
    {
        if (Kind != JsonTokenType.String)
        {
            throw Wrong("Blob");
        }

        const string Refusal = "STRING_VALUE is not valid base64";
        try
        {
            return tokens.At(at++).TryGetBytesFromBase64(out var value) ? value : throw new MalformedInput(Refusal);
        }
        catch (InvalidOperationException halfPair)
        {
            // The framework answers false to what is no base64, but half an escaped surrogate pair is too much for it.
            throw new MalformedInput(Refusal, halfPair);
        }
    }

    public override DateTimeOffset Timestamp(Member member)
    {
        var format = Timestamps.Of(member, TimestampFormat.UnixTimestamp);
        return (Kind, format) switch
        {
            (JsonTokenType.Number, TimestampFormat.UnixTimestamp) => Timestamps.FromEpoch(Number()),
            (JsonTokenType.String, not TimestampFormat.UnixTimestamp) => Timestamps.Parse(Text(), format),
            _ => throw Wrong("Timestamp"),
        };
    }

    public override JsonNode Document(Member member)
    {
        var json = tokens.At(at);
        var node = JsonDocuments.Read(ref json) ?? throw Wrong("Document");
        PassOver();
        return node;
    }

    internal static double Finite(ref Utf8JsonReader json) =>
        json.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new MalformedInput("NUMBER_VALUE is out of the range of Double");

    private JsonTokenType Kind => tokens[at].Kind;

    private MalformedInput Wrong(string wanted) => new(Kind switch
    {
        JsonTokenType.StartObject => "Start of structure or map found where not expected.",
        JsonTokenType.StartArray => "Start of list found where not expected",
        JsonTokenType.String => $"STRING_VALUE cannot be converted to {wanted}",
        JsonTokenType.Number => $"NUMBER_VALUE cannot be converted to {wanted}",
        JsonTokenType.True => $"TRUE_VALUE cannot be converted to {wanted}",
        JsonTokenType.False => $"FALSE_VALUE cannot be converted to {wanted}",
        _ => $"NULL_VALUE cannot be converted to {wanted}",
    });

    private void Begin(Shape structure)
    {
        Begin(JsonTokenType.StartObject, "Structure");
        unions.Begin(structure, depth);
    }

    private void Begin(JsonTokenType start, string wanted)
    {
        if (Kind != start)
        {
            throw Wrong(wanted);
        }

        at++;
        depth++;
    }

    private void Leave()
    {
        at++;
        depth--;
    }

    private void PassOver() =>
        at = Kind is JsonTokenType.StartObject or JsonTokenType.StartArray ? tokens[at].End + 1 : at + 1;

    private string Text()
    {
        ref readonly var token = ref tokens[at++];
        var text = tokens.Bytes(token);
        return token.Escaped ? JsonText.Escaped(text) : Utf8Text.Read(text);
    }

    private double Number()
    {
        var json = tokens.At(at++);
        return Finite(ref json);
    }

    private long Whole(string wanted)
    {
        if (Kind != JsonTokenType.Number)
        {
            throw Wrong(wanted);
        }

        var text = tokens.Bytes(tokens[at]);
        if (Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length)
        {
            at++;
            return value;
        }

        // Some clients write whole numbers as 1.0 or 1e3.
        return Number() is var number && Math.Abs(number) < 9e15 && number == Math.Truncate(number)
            ? (long)number
            : throw new MalformedInput($"NUMBER_VALUE cannot be converted to {wanted}");
    }

    /// <summary>The member whose name comes next, if the structure knows it.</summary>
    private Member? Find(Shape structure)
    {
        ref readonly var token = ref tokens[at];
        var name = tokens.Bytes(token);
        return token.Escaped ? FindEscaped(structure, name) : Find(structure, name);
    }

    private Member? FindEscaped(Shape structure, ReadOnlySpan<byte> text)
    {
        if (text.Length > NameBytesMax)
        {
            return Find(structure, []);
        }

        Span<byte> name = stackalloc byte[NameBytesMax];
        return Find(structure, name[..JsonText.Unescape(text, name)]);
    }

    private Member? Find(Shape structure, ReadOnlySpan<byte> name)
    {
        at++;
        var member = structure.Names.Find(name);
        if (bound && depth == 1 && member is { Location: not Location.Body })
        {
            return null;
        }

        if (member is null && structure.Kind == ShapeKind.Union && Kind != JsonTokenType.Null
            && !name.SequenceEqual("__type"u8))
        {
            throw new MalformedInput($"The union {structure.Name} has no such member.");
        }

        return member;
    }
}
