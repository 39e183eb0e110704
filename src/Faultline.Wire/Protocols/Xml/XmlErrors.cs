using System.Buffers;
using System.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>The elements of an error that the XML protocols share.</summary>
internal static class XmlErrors
{
    /// <summary>The form of query, and of rest-xml for most services.</summary>
    public static void Wrapped(
        XmlText xml, IBufferWriter<byte> body, string? space, AwsError error, string requestId)
    {
        xml.Open("ErrorResponse", space);
        xml.Open("Error");
        xml.Element("Type", error.SenderFault ? "Sender" : "Receiver");
        Facts(xml, body, error);
        xml.Close("Error");
        xml.Element("RequestId", requestId);
        xml.Close("ErrorResponse");
    }

    /// <summary>The code, the message, and the other members that the error's shape has.</summary>
    public static void Facts(XmlText xml, IBufferWriter<byte> body, AwsError error)
    {
        xml.Element("Code", error.Code);
        xml.Element("Message", Readable(error.Message));
        if (error.Body is { } members)
        {
            members.Write(new ErrorMembers(new XmlShapeWriter(body), error, codeIsWritten: true));
        }
    }

    /// <summary>
    /// A message may quote what the client sent. What XML 1.0 has no place for is replaced, or the client's parser
    /// would hide the error behind one of its own.
    /// </summary>
    private static string Readable(string message)
    {
        foreach (var letter in message)
        {
            if (!XmlConvert.IsXmlChar(letter) && !char.IsSurrogate(letter))
            {
                return string.Create(message.Length, message, static (readable, from) =>
                {
                    for (var i = 0; i < from.Length; i++)
                    {
                        var known = XmlConvert.IsXmlChar(from[i]) || char.IsSurrogate(from[i]);
                        readable[i] = known ? from[i] : '\uFFFD';
                    }
                });
            }
        }

        return message;
    }
}
