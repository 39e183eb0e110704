using Faultline.Wire.Protocols.Query;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Ec2;

/// <summary>The query protocol as EC2 has it: other names in, and a result that nothing wraps out.</summary>
public sealed class Ec2Codec : Codec
{
    public override void Read(ServiceModel service, Operation operation, Incoming request, IStructure input) =>
        QueryCodec.Read(request, input, QueryNames.Ec2);

    public override void Write(
        ServiceModel service, Operation operation, IStructure? output, string requestId, Outgoing response)
    {
        var xml = QueryCodec.Begin(response, requestId);
        var root = operation.Name + "Response";
        xml.Begin(root);
        XmlAttributes.Write(xml, service.XmlNamespace, output);
        xml.EndOfTag();
        xml.Element("requestId", requestId);
        if (output is not null)
        {
            output.Write(new XmlShapeWriter(response.Body));
        }

        xml.Close(root);
    }

    public override void Write(ServiceModel service, AwsError error, string requestId, Outgoing response)
    {
        response.Status = error.Status;
        var xml = QueryCodec.Begin(response, requestId);
        xml.Open("Response");
        xml.Open("Errors");
        xml.Open("Error");
        XmlErrors.Facts(xml, response.Body, error);
        xml.Close("Error");
        xml.Close("Errors");
        xml.Element("RequestID", requestId);
        xml.Close("Response");
    }
}
