using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Json;

/// <summary>
/// Writes values as JSON. A writer is rented and disposed on one thread, without an await between, so that a thread's
/// requests share one.
/// </summary>
public sealed class JsonShapeWriter : ShapeWriter, IDisposable
{
    private static readonly JsonWriterOptions options = new()
    {
        // Bodies are never embedded in HTML, and AWS writes all but quotes and controls as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly ArrayBufferWriter<byte> nowhere = new();

    [ThreadStatic]
    private static JsonShapeWriter? spare;

    private readonly Utf8JsonWriter json;
    private readonly NamedLevels levels = new();
    private Member? omitted;

    private JsonShapeWriter(IBufferWriter<byte> output) => json = new(output, options);

    /// <summary>The events of the output, if it has an event stream: they follow the body.</summary>
    internal IAsyncEnumerable<IStructure>? EventSource { get; private set; }

    public static JsonShapeWriter Rent(IBufferWriter<byte> output)
    {
        if (spare is not { } writer)
        {
            return new(output);
        }

        spare = null;
        writer.json.Reset(output);
        return writer;
    }

    /// <summary>Writes a structure that is a whole body.</summary>
    public static void Write(IStructure value, IBufferWriter<byte> output)
    {
        using var writer = Rent(output);
        writer.Root(value);
    }

    /// <summary>Writes a structure that stands nowhere: a body, or the payload of an event.</summary>
    public void Root(IStructure value)
    {
        levels.Push(named: true);
        json.WriteStartObject();
        value.Write(this);
        json.WriteEndObject();
        levels.Pop();
    }

    /// <summary>Flushes, and gives the writer back.</summary>
    public void Dispose()
    {
        json.Flush();
        // The output must not live on in the pool.
        json.Reset(nowhere);
        levels.Clear();
        (omitted, EventSource) = (null, null);
        spare = this;
    }

    public override void BeginStructure(Member member, IStructure value)
    {
        Name(member);
        levels.Push(named: true);
        json.WriteStartObject();
    }

    public override void EndStructure(Member member)
    {
        json.WriteEndObject();
        levels.Pop();
    }

    public override void BeginList(Member member, int count)
    {
        Name(member);
        levels.Push(named: false);
        json.WriteStartArray();
    }

    public override void EndList(Member member)
    {
        json.WriteEndArray();
        levels.Pop();
    }

    public override void BeginMap(Member member, int count)
    {
        Name(member);
        levels.Push(named: false);
        json.WriteStartObject();
    }

    public override void Key(Member member, string key) => json.WritePropertyName(key);

    public override void EndMap(Member member)
    {
        json.WriteEndObject();
        levels.Pop();
    }

    public override void Null(Member member)
    {
        Name(member);
        json.WriteNullValue();
    }

    public override void String(Member member, string value)
    {
        if (ReferenceEquals(member, omitted))
        {
            return;
        }

        Name(member);
        json.WriteStringValue(value);
    }

    public override void KeptText(Member member, KeptText value)
    {
        if (value.Utf8 is not { } utf8)
        {
            String(member, value.ToString());
            return;
        }

        Name(member);
        json.WriteStringValue(utf8);
    }

    public override void Boolean(Member member, bool value)
    {
        Name(member);
        json.WriteBooleanValue(value);
    }

    public override void Integer(Member member, int value)
    {
        Name(member);
        json.WriteNumberValue(value);
    }

    public override void Long(Member member, long value)
    {
        Name(member);
        json.WriteNumberValue(value);
    }

    public override void Float(Member member, float value)
    {
        Name(member);
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(NotFinite(value));
        }
    }

    public override void Double(Member member, double value)
    {
        Name(member);
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(NotFinite(value));
        }
    }

    public override void Blob(Member member, byte[] value)
    {
        Name(member);
        json.WriteBase64StringValue(value);
    }

    public override void Timestamp(Member member, DateTimeOffset value)
    {
        Name(member);
        var format = Timestamps.Of(member, TimestampFormat.UnixTimestamp);
        if (format == TimestampFormat.UnixTimestamp)
        {
            json.WriteNumberValue(Timestamps.Epoch(value));
        }
        else
        {
            json.WriteStringValue(Timestamps.Format(value, format));
        }
    }

    public override void Document(Member member, JsonNode value)
    {
        Name(member);
        value.WriteTo(json);
    }

    public override void Events(Member member, IAsyncEnumerable<IStructure> value) => EventSource = value;

    /// <summary>
    /// Writes an error's type, its message under the name that its model has for it, and its other members.
    /// </summary>
    internal void Error(string type, AwsError error)
    {
        json.WriteStartObject();
        json.WriteString("__type"u8, type);
        omitted = ErrorTexts.MessageMember(error);
        json.WriteString(omitted?.WireName ?? ErrorTexts.MessageName(error), error.Message);
        if (error.Body is { } body)
        {
            levels.Push(named: true);
            body.Write(this);
            levels.Pop();
        }

        json.WriteEndObject();
    }

    private static string NotFinite(double value) =>
        double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private void Name(Member member)
    {
        if (levels.Named)
        {
            json.WritePropertyName(member.Json);
        }
    }
}
