using System.Buffers;
using System.Formats.Cbor;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Cbor;

/// <summary>
/// Writes values as CBOR. Like the JSON one, a writer is rented and disposed on one thread without an await between.
/// </summary>
public sealed class CborShapeWriter : ShapeWriter, IDisposable
{
    [ThreadStatic]
    private static CborShapeWriter? spare;

    private readonly CborWriter cbor = new(CborConformanceMode.Lax);
    private readonly NamedLevels levels = new();
    private IBufferWriter<byte> output;
    private Member? omitted;

    private CborShapeWriter(IBufferWriter<byte> output) => this.output = output;

    /// <summary>The events of the output, if it has an event stream: they follow the body.</summary>
    internal IAsyncEnumerable<IStructure>? EventSource { get; private set; }

    public static CborShapeWriter Rent(IBufferWriter<byte> output)
    {
        var writer = spare ?? new(output);
        spare = null;
        writer.output = output;
        return writer;
    }

    /// <summary>Writes a structure that stands nowhere: a body, or the payload of an event.</summary>
    public void Root(IStructure value)
    {
        Begin(structure: true);
        value.Write(this);
        EndMap();
    }

    /// <summary>Hands the bytes on, and gives the writer back.</summary>
    public void Dispose()
    {
        // A write that threw half way has nothing to hand on, and its own exception to show.
        if (cbor.IsWriteCompleted)
        {
            var length = cbor.BytesWritten;
            cbor.Encode(output.GetSpan(length));
            output.Advance(length);
        }

        cbor.Reset();
        levels.Clear();
        (omitted, EventSource) = (null, null);
        spare = this;
    }

    public override void BeginStructure(Member member, IStructure value)
    {
        Name(member);
        Begin(structure: true);
    }

    public override void EndStructure(Member member) => EndMap();

    public override void BeginList(Member member, int count)
    {
        Name(member);
        levels.Push(named: false);
        // A dense list leaves nulls out, so its length shows only at its end.
        cbor.WriteStartArray(null);
    }

    public override void EndList(Member member)
    {
        cbor.WriteEndArray();
        levels.Pop();
    }

    public override void BeginMap(Member member, int count)
    {
        Name(member);
        Begin(structure: false);
    }

    public override void Key(Member member, string key) => cbor.WriteTextString(key);

    public override void EndMap(Member member) => EndMap();

    public override void Null(Member member)
    {
        Name(member);
        cbor.WriteNull();
    }

    public override void String(Member member, string value)
    {
        if (!ReferenceEquals(member, omitted))
        {
            Name(member);
            cbor.WriteTextString(value);
        }
    }

    public override void Boolean(Member member, bool value)
    {
        Name(member);
        cbor.WriteBoolean(value);
    }

    public override void Integer(Member member, int value)
    {
        Name(member);
        cbor.WriteInt32(value);
    }

    public override void Long(Member member, long value)
    {
        Name(member);
        cbor.WriteInt64(value);
    }

    public override void Float(Member member, float value)
    {
        Name(member);
        cbor.WriteSingle(value);
    }

    public override void Double(Member member, double value)
    {
        Name(member);
        cbor.WriteDouble(value);
    }

    public override void Blob(Member member, byte[] value)
    {
        Name(member);
        cbor.WriteByteString(value);
    }

    public override void Timestamp(Member member, DateTimeOffset value)
    {
        Name(member);
        cbor.WriteTag(CborTag.UnixTimeSeconds);
        cbor.WriteDouble((double)Timestamps.Epoch(value));
    }

    public override void Document(Member member, JsonNode value) =>
        throw new NotSupportedException($"{member.Name} is a document, which has no form in CBOR.");

    public override void Events(Member member, IAsyncEnumerable<IStructure> value) => EventSource = value;

    /// <summary>
    /// Writes an error's type, its message under the name that its model has for it, and its other members.
    /// </summary>
    internal void Error(string type, AwsError error)
    {
        Begin(structure: true);
        cbor.WriteTextString("__type");
        cbor.WriteTextString(type);
        omitted = ErrorTexts.MessageMember(error);
        cbor.WriteTextString(omitted?.WireName ?? ErrorTexts.MessageName(error));
        cbor.WriteTextString(error.Message);
        error.Body?.Write(this);
        EndMap();
    }

    private void Begin(bool structure)
    {
        levels.Push(structure);
        cbor.WriteStartMap(null);
    }

    private void EndMap()
    {
        cbor.WriteEndMap();
        levels.Pop();
    }

    private void Name(Member member)
    {
        if (levels.Named)
        {
            cbor.WriteTextString(member.WireName);
        }
    }
}
