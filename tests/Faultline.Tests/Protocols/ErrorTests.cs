using System.Text;
using System.Text.Json;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Protocols;

namespace Faultline.Tests.Protocols;

public sealed class ErrorTests
{
    private static readonly VectorShapes shapes = new(JsonDocument.Parse("""
        {
          "QueueDoesNotExist": { "type": "structure", "exception": true,
            "members": { "message": { "shape": "Text" } },
            "error": {
              "code": "AWS.SimpleQueueService.NonExistentQueue", "httpStatusCode": 404, "senderFault": true } },
          "Broken": { "type": "structure", "exception": true, "members": { "Message": { "shape": "Text" } },
            "error": { "code": "Broken", "httpStatusCode": 503 , "senderFault": false } },
          "Reasoned": { "type": "structure", "exception": true,
            "members": { "Reason": { "shape": "Text" }, "Message": { "shape": "Text" } } },
          "Text": { "type": "string" }
        }
        """).RootElement);

    [Theory]
    [InlineData(Protocol.Json10, """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"No such queue."}""")]
    [InlineData(Protocol.Json11, """{"__type":"QueueDoesNotExist","message":"No such queue."}""")]
    public void The_type_is_a_whole_shape_id_in_json_1_0_and_a_bare_name_in_1_1(Protocol protocol, string body)
    {
        var response = Write(protocol, new(shapes["QueueDoesNotExist"], "No such queue."));
        Assert.Equal(body, Encoding.UTF8.GetString(response.Body()));
        Assert.Equal(404, response.Outgoing.Status);
        Assert.Equal("request-1", response.Outgoing.Headers["x-amzn-RequestId"]);
        Assert.Equal(
            $"application/x-amz-json-1.{(protocol == Protocol.Json10 ? 0 : 1)}", response.Outgoing.Headers.ContentType);
        Assert.False(response.Outgoing.Headers.ContainsKey("x-amzn-query-error"));
    }

    [Theory]
    [InlineData("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue;Sender", 400)]
    [InlineData("Broken", "Broken;Receiver", 500)]
    public void Where_query_codes_live_on_they_stand_in_a_header(string shape, string header, int status)
    {
        foreach (var protocol in new[] { Protocol.Json10, Protocol.Cbor })
        {
            var response = Write(protocol, new(shapes[shape], "x"), queryCompatible: true);
            Assert.Equal(header, response.Outgoing.Headers["x-amzn-query-error"]);
            Assert.Equal(status, response.Outgoing.Status);
        }
    }

    [Theory]
    [InlineData("ValidationException", """{"__type":"com.amazon.coral.validate#ValidationException","message":"x"}""")]
    [InlineData("SerializationException",
        """{"__type":"com.amazon.coral.service#SerializationException","Message":"x"}""")]
    [InlineData("UnknownOperationException",
        """{"__type":"com.amazon.coral.service#UnknownOperationException","message":"x"}""")]
    public void An_error_of_no_model_is_the_framework_s(string code, string body) =>
        Assert.Equal(body, Encoding.UTF8.GetString(Write(Protocol.Json10, new(code, 400, "x")).Body()));

    [Fact]
    public void The_message_has_its_model_s_name_and_is_written_once()
    {
        var members = JsonDocument.Parse("""{ "Reason": "full", "Message": "of the body" }""").RootElement;
        var body = VectorValues.Structure(shapes["Reasoned"], members);
        Assert.Equal(
            """{"__type":"Reasoned","Message":"of the error","Reason":"full"}""",
            Encoding.UTF8.GetString(Write(Protocol.Json11, new(shapes["Reasoned"], "of the error", body)).Body()));
        Assert.Equal(
            """{"Reason":"full","Message":"of the body"}""",
            Encoding.UTF8.GetString(Sink.Write(Protocol.Json11, body)));
    }

    [Theory]
    [InlineData(Protocol.Json11)]
    [InlineData(Protocol.Cbor)]
    public void A_writer_that_failed_leaves_nothing_for_the_next(Protocol protocol)
    {
        var value = Sink.Json("""{ "Text": "x", "Map": { "a": 1 } }""");
        var before = Sink.Write(protocol, value);
        var map = new Dictionary<string, object?> { ["a"] = new object() };
        var broken = new Loose(Sink.Shape) { Values = { ["Map"] = map } };
        Assert.Throws<InvalidDataException>(() => Sink.Write(protocol, broken));
        Assert.Equal(before, Sink.Write(protocol, value));
    }

    private static Captured Write(Protocol protocol, AwsError error, bool queryCompatible = false)
    {
        var response = new Captured();
        Codecs.Of(protocol).Write(Service(queryCompatible), error, "request-1", response.Outgoing);
        return response;
    }

    private static ServiceModel Service(bool queryCompatible) => new()
    {
        Id = "sqs",
        FullName = "Sqs",
        ServiceId = "SQS",
        EndpointPrefix = "sqs",
        SigningName = "sqs",
        ApiVersion = "2012-11-05",
        Protocols = [],
        QueryCompatible = queryCompatible,
        Operations = [],
    };
}
