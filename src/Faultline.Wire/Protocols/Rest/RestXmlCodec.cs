using Faultline.Wire.Protocols.Events;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>The protocol rest-xml: HTTP bindings around XML bodies.</summary>
public sealed class RestXmlCodec : RestCodec
{
    private protected override string ContentType => "application/xml";

    private protected override EventFormat EventFormat => EventFormat.Xml;

    public override void Write(ServiceModel service, AwsError error, string requestId, Outgoing response)
    {
        response.Status = error.Status;
        response.Headers.ContentType = ContentType;
        WriteRequestId(service, requestId, response);
        var xml = new XmlText(response.Body);
        xml.Declaration();
        if (service.NoErrorWrapping)
        {
            xml.Open("Error");
            XmlErrors.Facts(xml, response.Body, error);
            xml.Element("RequestId", requestId);
            xml.Close("Error");
        }
        else
        {
            XmlErrors.Wrapped(xml, response.Body, service.XmlNamespace?.Uri, error, requestId);
        }

        if (error.Body is { } body)
        {
            WriteHeaders(body, response);
        }
    }

    private protected override void ReadMembers(ReadOnlyMemory<byte> body, IStructure input) =>
        new XmlShapeReader(XmlNode.Parse(body)).Members(input);

    private protected override void ReadPayload(ReadOnlyMemory<byte> body, IStructure input, Member payload) =>
        input.Read(payload, new XmlShapeReader(XmlNode.Parse(body)));

    private protected override void WriteMembers(ServiceModel service, IStructure output, Outgoing response)
    {
        var shape = output.Shape;
        var xml = new XmlText(response.Body);
        xml.Declaration();
        var root = shape.LocationName ?? shape.Name;
        xml.Begin(root);
        XmlAttributes.Write(xml, shape.XmlNamespace ?? service.XmlNamespace, output);
        xml.EndOfTag();
        new BodyMembers(output).Write(new XmlShapeWriter(response.Body));
        xml.Close(root);
    }

    private protected override void WritePayload(
        ServiceModel service, IStructure output, Member payload, Outgoing response)
    {
        var root = payload.LocationName ?? payload.Shape.LocationName ?? payload.Shape.Name;
        output.Write(new PayloadMember(payload, new XmlShapeWriter(response.Body, root, service.XmlNamespace)));
    }

    /// <summary>S3, the one service with bare errors, also has its own name for the request's id.</summary>
    private protected override void WriteRequestId(ServiceModel service, string requestId, Outgoing response) =>
        response.Headers[service.NoErrorWrapping ? "x-amz-request-id" : "x-amzn-RequestId"] = requestId;
}
