using System.Buffers;
using Faultline.Wire.Protocols.Events;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Cbor;

/// <summary>The protocol Smithy RPC v2 with CBOR: service and operation in the path, CBOR both ways.</summary>
public sealed class CborCodec : Codec
{
    private const string ContentType = "application/cbor";

    public override void Read(ServiceModel service, Operation operation, Incoming request, IStructure input) =>
        CborShapeReader.Read(request.Body, input);

    public override void Write(
        ServiceModel service, Operation operation, IStructure? output, string requestId, Outgoing response)
    {
        response.Status = operation.Status;
        Head(requestId, response);
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
            response.Headers.ContentType = ContentType;
            using var writer = CborShapeWriter.Rent(response.Body);
            writer.Root(output);
        }
    }

    public override void Write(ServiceModel service, AwsError error, string requestId, Outgoing response)
    {
        response.Status = ErrorTexts.Status(service, error);
        Head(requestId, response);
        response.Headers.ContentType = ContentType;
        if (service.QueryCompatible)
        {
            response.Headers["x-amzn-query-error"] = ErrorTexts.QueryError(error);
        }

        using var writer = CborShapeWriter.Rent(response.Body);
        writer.Error(ErrorTexts.ShapeId(service, error), error);
    }

    private static void Head(string requestId, Outgoing response)
    {
        response.Headers["x-amzn-RequestId"] = requestId;
        response.Headers["smithy-protocol"] = "rpc-v2-cbor";
    }

    private static void WriteEvents(IStructure output, Shape stream, Outgoing response)
    {
        var initial = new ArrayBufferWriter<byte>();
        var writer = CborShapeWriter.Rent(initial);
        writer.Root(output);
        var events = writer.EventSource ?? AsyncEnumerable.Empty<IStructure>();
        writer.Dispose();
        response.Headers.ContentType = EventStream.ContentType;
        response.Events = EventStream.Frames(
            EventFormat.Cbor, stream, events, EventStream.Initial(EventFormat.Cbor, initial.WrittenSpan));
    }
}
