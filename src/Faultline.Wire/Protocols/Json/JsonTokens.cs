using System.Text.Json;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Json;

/// <summary>
/// The tokens of a JSON text, found in one pass of the framework's reader, which cannot be kept between calls. Whatever
/// is wrong with the text's form shows here, before a value is made.
/// </summary>
internal sealed class JsonTokens
{
    private const int FirstRoom = 64;

    /// <summary>
    /// The largest request of AWS that is made of small values (BatchWriteItem, 16 MB) has no more; a hostile body
    /// could have a token a byte, each of which takes many in memory.
    /// </summary>
    private const int CountMax = 4_000_000;

    /// <summary>A thread keeps no more room than this between requests.</summary>
    private const int RoomKept = 16 * 1024;

    private Token[] tokens = new Token[FirstRoom];

    public ReadOnlyMemory<byte> Text { get; private set; }

    public int Count { get; private set; }

    public ref readonly Token this[int index] => ref tokens[index];

    public void Read(ReadOnlyMemory<byte> text)
    {
        Text = text;
        Count = 0;
        Span<int> open = stackalloc int[UnionGuard.DepthMax];
        var depth = 0;
        var json = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = UnionGuard.DepthMax });
        try
        {
            while (json.Read())
            {
                var kind = json.TokenType;
                if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    open[depth++] = Count;
                }
                else if (kind is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    tokens[open[--depth]].End = Count;
                }

                Add(ref json, kind);
            }
        }
        catch (JsonException broken)
        {
            throw new MalformedInput("The body is not valid JSON.", broken);
        }
    }

    /// <summary>Lets go of the text, and of room that few texts need.</summary>
    public void Clear()
    {
        Text = default;
        Count = 0;
        if (tokens.Length > RoomKept)
        {
            tokens = new Token[FirstRoom];
        }
    }

    /// <summary>The bytes of a scalar, or of a name: a string's without its quotes, and as it is escaped.</summary>
    public ReadOnlySpan<byte> Bytes(in Token token) => Text.Span.Slice(token.Start, token.Length);

    /// <summary>The framework's reader, set on the token: for what is rare or has its own rules.</summary>
    public Utf8JsonReader At(int index)
    {
        ref readonly var token = ref tokens[index];
        var last = tokens[token.Kind is JsonTokenType.StartObject or JsonTokenType.StartArray ? token.End : index];
        var quote = token.Kind is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
        var json = new Utf8JsonReader(
            Text.Span[(token.Start - quote)..(last.Start + last.Length + quote)],
            new JsonReaderOptions { MaxDepth = UnionGuard.DepthMax });
        json.Read();
        return json;
    }

    private void Add(ref Utf8JsonReader json, JsonTokenType kind)
    {
        if (Count == CountMax)
        {
            throw new MalformedInput($"The body has more than {CountMax} tokens.");
        }

        if (Count == tokens.Length)
        {
            Array.Resize(ref tokens, Count * 2);
        }

        var quote = kind is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
        tokens[Count++] = new()
        {
            Kind = kind,
            Escaped = json.ValueIsEscaped,
            Start = (int)json.TokenStartIndex + quote,
            Length = json.ValueSpan.Length,
        };
    }

    /// <summary>One token: where it stands in the text and, if it opens something, which token closes that.</summary>
    internal struct Token
    {
        public int Start;
        public int Length;
        public int End;
        public JsonTokenType Kind;
        public bool Escaped;
    }
}
