using System.Text;
using Faultline.Wire.Protocols.Xml;

namespace Faultline.Tests.Protocols.Xml;

/// <summary>
/// Compares XML bodies by what they say: blanks between elements and the order of unlike siblings say nothing.
/// </summary>
internal static class XmlBodies
{
    public static string? Difference(byte[] wanted, byte[] found)
    {
        var (a, b) = (Show(wanted), Show(found));
        return a == b ? null : $"The body is\n{b}, not\n{a}";
    }

    /// <summary>The element of an error response that has the error's members.</summary>
    public static XmlNode Error(byte[] body)
    {
        var node = XmlNode.Parse(body);
        while (node.Name != "Error")
        {
            node = node.Children.First(c => c.Name is "Error" or "Errors");
        }

        return node;
    }

    public static string Text(this XmlNode node, string child) => node.Children.First(c => c.Name == child).Text;

    private static string Show(byte[] body) => body.Length == 0 ? "nothing" : Show(XmlNode.Parse(body), root: true);

    private static string Show(XmlNode node, bool root)
    {
        // The old vectors of rest-xml have roots of their own, which no client looks at.
        var old = root && node.Name is "OutputShape" or "OperationNameResponse" or "OperationNameResult";
        var text = new StringBuilder("<").Append(old ? "Operation" : node.Name);
        foreach (var (name, value) in (node.Attributes ?? []).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            // The vectors do not say the namespace of their service.
            if (!root || name != "xmlns")
            {
                text.Append($" {name}='{value}'");
            }
        }

        text.Append('>').Append(node.Children.Count == 0 && !string.IsNullOrWhiteSpace(node.Text) ? node.Text : "");
        foreach (var child in node.Children.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            if (!root || child.Name is not ("ResponseMetadata" or "RequestId" or "requestId" or "RequestID"))
            {
                text.Append(Show(child, root: false));
            }
        }

        return text.Append("</>").ToString();
    }
}
