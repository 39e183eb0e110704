using System.Formats.Cbor;
using System.Text;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Cbor;

/// <summary>
/// Reads values out of a CBOR body: definite and indefinite lengths, any width of number, tags passed over.
/// </summary>
public sealed class CborShapeReader : ShapeReader
{
    /// <summary>
    /// A request of AWS has fewer values; a hostile body could have one a byte, each of which takes many in memory.
    /// </summary>
    private const int ValuesMax = 1_000_000;

    private readonly CborReader cbor;
    private int values;
    private UnionGuard unions;

    public CborShapeReader(ReadOnlyMemory<byte> body) => cbor = new(body, CborConformanceMode.Lax);

    /// <summary>Fills a structure from a body that holds nothing else. An empty body is an empty structure.</summary>
    public static void Read(ReadOnlyMemory<byte> body, IStructure value)
    {
        if (body.IsEmpty)
        {
            return;
        }

        var reader = new CborShapeReader(body);
        reader.Begin(value.Shape);
        reader.Fill(value);
        if (reader.cbor.BytesRemaining > 0)
        {
            throw new MalformedInput("The body goes on after its end.");
        }
    }

    public override void BeginStructure(Member member) => Begin(member.Shape);

    public override Member? NextMember(Shape structure)
    {
        while (State() != CborReaderState.EndMap)
        {
            var member = Find(structure, out var isType);
            if (TryNull())
            {
                continue;
            }

            if (member is not null)
            {
                unions.Choose(structure, cbor.CurrentDepth);
                return member;
            }

            if (structure.Kind == ShapeKind.Union && !isType)
            {
                throw new MalformedInput($"The union {structure.Name} has no such member.");
            }

            PassOver();
        }

        unions.End(structure, cbor.CurrentDepth);
        Take(static r => r.ReadEndMap());
        return null;
    }

    public override void BeginList(Member member)
    {
        Expect(CborReaderState.StartArray, "List");
        Take(static r => r.ReadStartArray());
        CheckDepth();
    }

    public override bool NextItem(Shape list)
    {
        if (State() != CborReaderState.EndArray)
        {
            Count();
            return true;
        }

        Take(static r => r.ReadEndArray());
        return false;
    }

    public override void BeginMap(Member member)
    {
        Expect(CborReaderState.StartMap, "Map");
        Take(static r => r.ReadStartMap());
        CheckDepth();
    }

    public override string? NextKey(Shape map)
    {
        if (State() != CborReaderState.EndMap)
        {
            Count();
            return Text();
        }

        Take(static r => r.ReadEndMap());
        return null;
    }

    public override bool TryNull()
    {
        switch (State())
        {
            case CborReaderState.Null:
                Take(static r => r.ReadNull());
                return true;
            case CborReaderState.SimpleValue when Take(static r => r.ReadSimpleValue()) is var value:
                // Undefined counts as null; no other simple value has a meaning here.
                return value == CborSimpleValue.Undefined
                    ? true
                    : throw new MalformedInput("A simple value stands where none is known.");
            default:
                return false;
        }
    }

    public override string String(Member member) => Text();

    public override bool Boolean(Member member)
    {
        Expect(CborReaderState.Boolean, "Boolean");
        return Take(static r => r.ReadBoolean());
    }

    public override int Integer(Member member) =>
        Long(member) is var value and >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new MalformedInput("The number is out of the range of Integer.");

    public override long Long(Member member)
    {
        if (IsInteger(State()))
        {
            return Take(static r => r.ReadInt64());
        }

        var number = Number("Long");
        return Math.Abs(number) < 9e15 && number == Math.Truncate(number)
            ? (long)number
            : throw new MalformedInput("The number is not a whole one.");
    }

    public override float Float(Member member) => (float)Number("Float");

    public override double Double(Member member) => Number("Double");

    public override byte[] Blob(Member member)
    {
        if (State() is not (CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString))
        {
            throw Wrong("Blob");
        }

        return Take(static r => r.ReadByteString());
    }

    public override DateTimeOffset Timestamp(Member member) => Timestamps.FromEpoch(Number("Timestamp"));

    public override JsonNode Document(Member member) =>
        throw new MalformedInput($"{member.Name} is a document, which has no form in CBOR.");

    private static bool IsInteger(CborReaderState state) =>
        state is CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger;

    private void Begin(Shape structure)
    {
        Expect(CborReaderState.StartMap, "Structure");
        Take(static r => r.ReadStartMap());
        CheckDepth();
        unions.Begin(structure, cbor.CurrentDepth);
    }

    private Member? Find(Shape structure, out bool isType)
    {
        ReadOnlySpan<byte> name = State() == CborReaderState.TextString ? Chunk().Span : Encoding.UTF8.GetBytes(Text());
        isType = name.SequenceEqual("__type"u8);
        return structure.Names.Find(name);
    }

    private string Text() => State() switch
    {
        CborReaderState.TextString => Utf8Text.Read(Chunk().Span),
        CborReaderState.StartIndefiniteLengthTextString => Chunks(),
        _ => throw Wrong("String"),
    };

    private string Chunks()
    {
        var text = new StringBuilder();
        Take(static r => r.ReadStartIndefiniteLengthTextString());
        while (State() != CborReaderState.EndIndefiniteLengthTextString)
        {
            text.Append(Utf8Text.Read(Chunk().Span));
        }

        Take(static r => r.ReadEndIndefiniteLengthTextString());
        return text.ToString();
    }

    // The reader's own strings would have what is not Unicode replaced.
    private ReadOnlyMemory<byte> Chunk() => Take(static r => r.ReadDefiniteLengthTextStringBytes());

    private double Number(string wanted) => State() switch
    {
        var state when IsInteger(state) => Take(static r => r.ReadInt64()),
        CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat
            or CborReaderState.DoublePrecisionFloat => Take(static r => r.ReadDouble()),
        _ => throw Wrong(wanted),
    };

    /// <summary>Passes over a value whole, without going deeper than any value may.</summary>
    private void PassOver()
    {
        var depth = cbor.CurrentDepth;
        do
        {
            Count();
            switch (State())
            {
                case CborReaderState.StartMap: Take(static r => r.ReadStartMap()); break;
                case CborReaderState.StartArray: Take(static r => r.ReadStartArray()); break;
                case CborReaderState.EndMap: Take(static r => r.ReadEndMap()); break;
                case CborReaderState.EndArray: Take(static r => r.ReadEndArray()); break;
                default: Take(static r => r.SkipValue()); break;
            }

            CheckDepth();
        }
        while (cbor.CurrentDepth > depth);
    }

    private void Count()
    {
        if (++values > ValuesMax)
        {
            throw new MalformedInput($"The body has more than {ValuesMax} values.");
        }
    }

    private void CheckDepth()
    {
        if (cbor.CurrentDepth >= UnionGuard.DepthMax)
        {
            throw new MalformedInput("The body is nested too deep.");
        }
    }

    private void Expect(CborReaderState wanted, string name)
    {
        if (State() != wanted)
        {
            throw Wrong(name);
        }
    }

    private MalformedInput Wrong(string wanted) => new($"{State()} cannot be converted to {wanted}");

    /// <summary>What comes next, behind any tags: a value's shape says what it means, not its tag.</summary>
    private CborReaderState State()
    {
        while (true)
        {
            var state = Take(static r => r.PeekState());
            if (state != CborReaderState.Tag)
            {
                return state;
            }

            Take(static r => r.ReadTag());
        }
    }

    private void Take(Action<CborReader> read)
    {
        try
        {
            read(cbor);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(e);
        }
    }

    private T Take<T>(Func<CborReader, T> read)
    {
        try
        {
            return read(cbor);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(e);
        }
    }

    private static bool IsBroken(Exception e) =>
        e is CborContentException or InvalidOperationException or OverflowException;

    private static MalformedInput Broken(Exception e) => new("The body is not valid CBOR.", e);
}
