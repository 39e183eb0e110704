using System.Text;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Query;

/// <summary>The query protocol: a form (or a query string) in, XML out.</summary>
public sealed class QueryCodec : Codec
{
    internal const string ContentType = "text/xml";

    public override void Read(ServiceModel service, Operation operation, Incoming request, IStructure input) =>
        Read(request, input, QueryNames.Query);

    public override void Write(
        ServiceModel service, Operation operation, IStructure? output, string requestId, Outgoing response)
    {
        var xml = Begin(response, requestId);
        var root = operation.Name + "Response";
        xml.Open(root, service.XmlNamespace?.Uri);
        if (output is not null)
        {
            var result = operation.ResultWrapper ?? operation.Name + "Result";
            xml.Begin(result);
            XmlAttributes.Write(xml, null, output);
            xml.EndOfTag();
            output.Write(new XmlShapeWriter(response.Body, query: true));
            xml.Close(result);
        }

        xml.Open("ResponseMetadata");
        xml.Element("RequestId", requestId);
        xml.Close("ResponseMetadata");
        xml.Close(root);
    }

    public override void Write(ServiceModel service, AwsError error, string requestId, Outgoing response)
    {
        response.Status = error.Status;
        var xml = Begin(response, requestId);
        if (error.Code == QueryWords.BareCode)
        {
            xml.Open(QueryWords.BareCode);
            xml.Close(QueryWords.BareCode);
            return;
        }

        XmlErrors.Wrapped(xml, response.Body, service.XmlNamespace?.Uri, QueryWords.Of(error), requestId);
    }

    internal static void Read(Incoming request, IStructure input, QueryNames names)
    {
        // What is not ASCII in a query string has no meaning there: it becomes bytes that are no UTF-8 and is refused
        // where a member takes it.
        var query = request.Query.Length == 0 ? [] : Encoding.Latin1.GetBytes(request.Query);
        using var pairs = new QueryPairs(query, request.Body.Span);
        new QueryReader(pairs, names).Root(input);
    }

    internal static XmlText Begin(Outgoing response, string requestId)
    {
        response.Headers.ContentType = ContentType;
        response.Headers["x-amzn-RequestId"] = requestId;
        var xml = new XmlText(response.Body);
        xml.Declaration();
        return xml;
    }
}
