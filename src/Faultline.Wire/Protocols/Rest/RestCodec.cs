using Faultline.Wire.Protocols.Events;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>
/// What the REST protocols share: members bound to the path, the query string, headers and status, and one member that
/// may be the whole body. What is left goes into the body in the protocol's own form.
/// </summary>
public abstract class RestCodec : Codec
{
    private protected abstract string ContentType { get; }

    private protected abstract EventFormat EventFormat { get; }

    public override void Read(ServiceModel service, Operation operation, Incoming request, IStructure input)
    {
        var shape = input.Shape;
        if (Array.Exists(shape.Members, Bound))
        {
            new BindingReader(operation, request).Fill(input);
        }

        if (shape.Payload is { } name)
        {
            ReadPayload(request, input, Payload(shape, name));
        }
        else if (!request.Body.IsEmpty && !Array.TrueForAll(shape.Members, Bound))
        {
            ReadMembers(request.Body, input);
        }
    }

    public override void Write(
        ServiceModel service, Operation operation, IStructure? output, string requestId, Outgoing response)
    {
        response.Status = operation.Status;
        WriteRequestId(service, requestId, response);
        if (output is not null)
        {
            WriteBody(service, output, response);
            WriteHeaders(output, response);
        }
    }

    /// <summary>Fills the members of an input that no other place holds.</summary>
    private protected abstract void ReadMembers(ReadOnlyMemory<byte> body, IStructure input);

    /// <summary>Reads the structure or document that is the whole body.</summary>
    private protected abstract void ReadPayload(ReadOnlyMemory<byte> body, IStructure input, Member payload);

    /// <summary>Writes the members of an output that no other place holds.</summary>
    private protected abstract void WriteMembers(ServiceModel service, IStructure output, Outgoing response);

    /// <summary>Writes the structure or document that is the whole body.</summary>
    private protected abstract void WritePayload(
        ServiceModel service, IStructure output, Member payload, Outgoing response);

    private protected virtual void WriteRequestId(ServiceModel service, string requestId, Outgoing response) =>
        response.Headers["x-amzn-RequestId"] = requestId;

    /// <summary>Writes what of an output or an error travels in headers. These win over the protocol's own.</summary>
    private protected static void WriteHeaders(IStructure output, Outgoing response)
    {
        if (Array.Exists(output.Shape.Members, BoundInOutput))
        {
            output.Write(new BoundMembers(new HeaderWriter(response)));
        }
    }

    private static bool Bound(Member member) => member.Location != Location.Body;

    /// <summary>
    /// A response has no path and no query string: members that a request has there stand in its body.
    /// </summary>
    private static bool BoundInOutput(Member member) =>
        member.Location is Location.Header or Location.Headers or Location.StatusCode;

    private static Member Payload(Shape shape, string name) => Array.Find(shape.Members, m => m.Name == name)
        ?? throw new Kernel.InvariantBroken($"{shape} has no member {name} to be its payload.");

    /// <summary>The type of a body that is no structure; null for one that has the protocol's form.</summary>
    private static string? RawType(Member payload) => payload.Shape.Kind switch
    {
        ShapeKind.Blob => "application/octet-stream",
        ShapeKind.String => "text/plain",
        _ when payload.Shape.EventStream => EventStream.ContentType,
        _ => null,
    };

    private void ReadPayload(Incoming request, IStructure input, Member payload)
    {
        if (RawType(payload) is null)
        {
            if (!request.Body.IsEmpty)
            {
                ReadPayload(request.Body, input, payload);
            }
        }
        else if (payload.Streaming || payload.Shape.Streaming || !request.Body.IsEmpty)
        {
            input.Read(payload, new RawReader(request));
        }
    }

    private void WriteBody(ServiceModel service, IStructure output, Outgoing response)
    {
        var shape = output.Shape;
        if (shape.Payload is { } name)
        {
            var payload = Payload(shape, name);
            if (RawType(payload) is { } type)
            {
                response.Headers.ContentType = type;
                output.Write(new PayloadMember(payload, new RawWriter(response, EventFormat)));
            }
            else
            {
                response.Headers.ContentType = ContentType;
                WritePayload(service, output, payload, response);
            }
        }
        else if (!Array.TrueForAll(shape.Members, BoundInOutput))
        {
            response.Headers.ContentType = ContentType;
            WriteMembers(service, output, response);
        }
    }

    private sealed class BoundMembers(ShapeWriter inner) : MemberFilter(inner)
    {
        protected override bool Passes(Member member) => BoundInOutput(member);
    }

    private protected sealed class PayloadMember(Member payload, ShapeWriter inner) : MemberFilter(inner)
    {
        protected override bool Passes(Member member) => ReferenceEquals(member, payload);
    }

    /// <summary>A structure with only those of its members that are not bound elsewhere.</summary>
    private protected sealed class BodyMembers(IStructure value) : IStructure
    {
        public Shape Shape => value.Shape;

        public void Write(ShapeWriter writer) => value.Write(new Filter(writer));

        public void Read(Member member, ShapeReader reader) => value.Read(member, reader);

        private sealed class Filter(ShapeWriter inner) : MemberFilter(inner)
        {
            protected override bool Passes(Member member) => !BoundInOutput(member);
        }
    }
}
