using System.Buffers;
using Faultline.Wire.Protocols.Events;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Json;

/// <summary>The protocols awsJson 1.0 and 1.1: one POST path, the operation in a header, JSON both ways.</summary>
public sealed class JsonCodec(Protocol protocol) : Codec
{
    private readonly string contentType =
        protocol == Protocol.Json10 ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";

    public override void Read(ServiceModel service, Operation operation, Incoming request, IStructure input) =>
        JsonShapeReader.Read(request.Body, input);

    public override void Write(
        ServiceModel service, Operation operation, IStructure? output, string requestId, Outgoing response)
    {
        response.Status = operation.Status;
        response.Headers.ContentType = contentType;
        response.Headers["x-amzn-RequestId"] = requestId;
        if (output is null)
        {
            return;
        }

        if (EventStream.Of(output.Shape) is { } events)
        {
            WriteEvents(output, events.Shape, response);
        }
        else
        {
            JsonShapeWriter.Write(output, response.Body);
        }
    }

    public override void Write(ServiceModel service, AwsError error, string requestId, Outgoing response)
    {
        response.Status = ErrorTexts.Status(service, error);
        response.Headers.ContentType = contentType;
        response.Headers["x-amzn-RequestId"] = requestId;
        if (service.QueryCompatible)
        {
            response.Headers["x-amzn-query-error"] = ErrorTexts.QueryError(error);
        }

        using var writer = JsonShapeWriter.Rent(response.Body);
        writer.Error(protocol == Protocol.Json10 ? ErrorTexts.ShapeId(service, error) : error.Type, error);
    }

    private static void WriteEvents(IStructure output, Shape stream, Outgoing response)
    {
        var initial = new ArrayBufferWriter<byte>();
        var writer = JsonShapeWriter.Rent(initial);
        writer.Root(output);
        var events = writer.EventSource ?? AsyncEnumerable.Empty<IStructure>();
        writer.Dispose();
        response.Headers.ContentType = EventStream.ContentType;
        response.Events = EventStream.Frames(
            EventFormat.Json, stream, events, EventStream.Initial(EventFormat.Json, initial.WrittenSpan));
    }
}
