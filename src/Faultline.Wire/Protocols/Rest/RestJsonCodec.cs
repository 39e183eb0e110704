using Faultline.Wire.Protocols.Events;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>The protocol rest-json: HTTP bindings around JSON bodies.</summary>
public sealed class RestJsonCodec : RestCodec
{
    private protected override string ContentType => "application/json";

    private protected override EventFormat EventFormat => EventFormat.Json;

    public override void Write(ServiceModel service, AwsError error, string requestId, Outgoing response)
    {
        response.Status = error.Status;
        response.Headers.ContentType = ContentType;
        response.Headers["x-amzn-ErrorType"] = error.Type;
        WriteRequestId(service, requestId, response);
        JsonShapeWriter.Write(new ErrorBody(error), response.Body);
        if (error.Body is { } body)
        {
            WriteHeaders(body, response);
        }
    }

    private protected override void ReadMembers(ReadOnlyMemory<byte> body, IStructure input) =>
        JsonShapeReader.Read(body, input, bound: true);

    private protected override void ReadPayload(ReadOnlyMemory<byte> body, IStructure input, Member payload)
    {
        var reader = new JsonShapeReader(body);
        if (!reader.TryNull())
        {
            input.Read(payload, reader);
        }

        reader.End();
    }

    private protected override void WriteMembers(ServiceModel service, IStructure output, Outgoing response) =>
        JsonShapeWriter.Write(new BodyMembers(output), response.Body);

    private protected override void WritePayload(
        ServiceModel service, IStructure output, Member payload, Outgoing response)
    {
        using var writer = JsonShapeWriter.Rent(response.Body);
        output.Write(new PayloadMember(payload, writer));
    }
}
