using System.Text;
using System.Text.Json;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Events;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Events;

public sealed class EventStreamTests
{
    private static readonly VectorShapes shapes = new(JsonDocument.Parse("""
        {
          "Output": { "type": "structure", "members": { "Id": { "shape": "Text" }, "Events": { "shape": "Stream" } } },
          "Stream": { "type": "structure", "eventstream": true, "members": {
            "Plain": { "shape": "Plain" }, "Bytes": { "shape": "Bytes" }, "Words": { "shape": "Words" },
            "Headed": { "shape": "Headed" }, "Bare": { "shape": "Bare" }, "Throttled": { "shape": "Throttled" } } },
          "Plain": { "type": "structure", "event": true, "members": {
            "A": { "shape": "Text" }, "B": { "shape": "Plain" } } },
          "Bytes": { "type": "structure", "event": true, "members": {
            "Data": { "shape": "Blob", "eventpayload": true } } },
          "Words": { "type": "structure", "event": true, "members": {
            "Say": { "shape": "Text", "eventpayload": true } } },
          "Headed": { "type": "structure", "event": true, "members": {
            "Text": { "shape": "Text", "eventheader": true }, "Flag": { "shape": "Flag", "eventheader": true },
            "Int": { "shape": "Int", "eventheader": true }, "Long": { "shape": "Long", "eventheader": true },
            "Time": { "shape": "Time", "eventheader": true }, "Blob": { "shape": "Blob", "eventheader": true },
            "Rest": { "shape": "Text" } } },
          "Bare": { "type": "structure", "event": true, "members": {} },
          "Throttled": { "type": "structure", "exception": true, "members": {
            "message": { "shape": "Text" }, "After": { "shape": "Int" } } },
          "Strange": { "type": "structure", "exception": true, "members": {} },
          "Text": { "type": "string" }, "Flag": { "type": "boolean" }, "Int": { "type": "integer" },
          "Long": { "type": "long" }, "Time": { "type": "timestamp" }, "Blob": { "type": "blob" }
        }
        """).RootElement);

    [Fact]
    public void The_checksum_is_the_one_of_zip() => Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));

    [Fact]
    public void A_stream_begins_with_the_output_s_other_members()
    {
        var (response, messages) = Write(Protocol.Json11);
        Assert.Equal("application/vnd.amazon.eventstream", response.Outgoing.Headers.ContentType);
        var first = Assert.Single(messages);
        Assert.Equal(
            ("event", "initial-response", "application/json"),
            (first.Headers[":message-type"], first.Headers[":event-type"], first.Headers[":content-type"]));
        Assert.Equal("""{"Id":"i-1"}""", Encoding.UTF8.GetString(first.Payload));
    }

    [Theory]
    [InlineData("Plain", """{ "A": "x", "B": { "A": "y" } }""", "application/json", """{"A":"x","B":{"A":"y"}}""")]
    [InlineData("Bytes", """{ "Data": "raw" }""", "application/octet-stream", "raw")]
    [InlineData("Words", """{ "Say": "hi" }""", "text/plain", "hi")]
    [InlineData("Headed", """{ "Text": "x", "Rest": "r" }""", "application/json", """{"Rest":"r"}""")]
    [InlineData("Bare", "{}", "application/json", "")]
    public void An_event_has_its_type_and_payload(string type, string value, string contentType, string payload)
    {
        var (_, messages) = Write(Protocol.Json11, Event(type, value));
        var message = messages[1];
        Assert.Equal(
            ("event", type, contentType),
            (message.Headers[":message-type"], message.Headers[":event-type"], message.Headers[":content-type"]));
        Assert.Equal(payload, Encoding.UTF8.GetString(message.Payload));
    }

    [Fact]
    public void Headers_have_the_kinds_of_their_members()
    {
        var value = """{ "Text": "x", "Flag": true, "Int": -1, "Long": 9000000000, "Time": 1.5, "Blob": "b" }""";
        var headers = Write(Protocol.Json11, Event("Headed", value)).Messages[1].Headers;
        Assert.Equal(
            ("x", true, -1, 9_000_000_000L, DateTimeOffset.FromUnixTimeMilliseconds(1500)),
            (headers["Text"], headers["Flag"], headers["Int"], headers["Long"], headers["Time"]));
        Assert.Equal("b"u8.ToArray(), headers["Blob"]);
    }

    [Fact]
    public void A_modelled_error_ends_the_stream_as_an_exception()
    {
        var body = VectorValues.Structure(shapes["Throttled"], JsonDocument.Parse("""{ "After": 3 }""").RootElement);
        var error = new AwsError(shapes["Throttled"], "slow down", body);
        var (_, messages) = Write(Protocol.Json11, Event("Bare", "{}"), error, Event("Bare", "{}"));
        Assert.Equal(3, messages.Count);
        Assert.Equal(
            ("exception", "Throttled"), (messages[2].Headers[":message-type"], messages[2].Headers[":exception-type"]));
        Assert.Equal("""{"message":"slow down","After":3}""", Encoding.UTF8.GetString(messages[2].Payload));
    }

    [Fact]
    public void Any_other_error_ends_the_stream_by_its_code()
    {
        var headers = Write(Protocol.Cbor, new AwsError(shapes["Strange"], "oops")).Messages[1].Headers;
        Assert.Equal(
            ("error", "Strange", "oops"),
            (headers[":message-type"], headers[":error-code"], headers[":error-message"]));
    }

    [Fact]
    public void The_message_of_an_error_is_cut_to_what_a_header_holds()
    {
        var headers = Write(Protocol.Cbor, new AwsError(shapes["Strange"], new('é', 70_000))).Messages[1].Headers;
        Assert.Equal(new string('é', 8192), headers[":error-message"]);
    }

    [Fact]
    public void Payloads_have_the_protocol_s_form()
    {
        var (_, messages) = Write(Protocol.Cbor, Event("Plain", """{ "A": "x" }"""));
        Assert.Equal("application/cbor", messages[1].Headers[":content-type"]);
        Assert.Equal(Convert.FromHexString("BF61416178FF"), messages[1].Payload);
    }

    private static Loose Event(string type, string value) =>
        VectorValues.Structure(shapes[type], JsonDocument.Parse(value).RootElement);

    private static (Captured Response, List<EventReading> Messages) Write(Protocol protocol, params object[] events)
    {
        var output = new EventOutput(shapes["Output"], Stream(events));
        var operation = new Operation { Name = "Watch", Index = 0, Output = output.Shape, NewInput = () => output };
        var response = new Captured();
        Codecs.Of(protocol).Write(Sink.Service, operation, output, "request-1", response.Outgoing);
        return (response, EventReading.All(response.Body()));
    }

    private static async IAsyncEnumerable<IStructure> Stream(object[] events)
    {
        foreach (var one in events)
        {
            await Task.Yield();
            yield return one as IStructure ?? throw (AwsError)one;
        }
    }

    private sealed class EventOutput(Shape shape, IAsyncEnumerable<IStructure> events) : IStructure
    {
        public Shape Shape => shape;

        public void Write(ShapeWriter writer)
        {
            writer.String(shape.Members[0], "i-1");
            writer.Events(shape.Members[1], events);
        }

        public void Read(Member member, ShapeReader reader) => throw new NotSupportedException();
    }
}
