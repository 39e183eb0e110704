using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>The text of a template, JSON or YAML, as a tree of JSON with the long forms of all functions.</summary>
internal static class TemplateText
{
    /// <summary>
    /// Ours: how deep trees may be. What comes out is kept as JSON, which is read to a depth of 64.
    /// </summary>
    public const int DepthMax = 56;

    private const string ByteOrderMark = "\uFEFF";

    public static JsonObject Read(string body)
    {
        if (Encoding.UTF8.GetByteCount(body) > Template.ObjectBytesMax)
        {
            throw Faults.TooLarge();
        }

        var text = body.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? body[1..] : body;
        var isJson = text.AsSpan().TrimStart().StartsWith("{");
        var root = (isJson ? JsonText.Read(text) : new YamlText(text).Read()) as JsonObject
            ?? throw Faults.Format("unsupported structure.");
        RefuseNulls(root, []);
        return root;
    }

    /// <summary>
    /// A number as CloudFormation shows it later: a whole one as it is written, another one in its shortest form.
    /// Null for what is none, or greater than any.
    /// </summary>
    public static JsonNode? Number(string text)
    {
        if (!text.AsSpan().ContainsAny(".eE"))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? JsonValue.Create(whole)
                : Raw(text);
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            || !double.IsFinite(real))
        {
            return null;
        }

        var shortest = real.ToString("R", CultureInfo.InvariantCulture);
        return Raw(shortest.AsSpan().ContainsAny(".E") ? shortest : shortest + ".0");
    }

    private static JsonNode? Raw(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static void RefuseNulls(JsonNode? node, Stack<string> path)
    {
        switch (node)
        {
            case null:
                throw new TemplateFault(
                    $"[/{string.Join('/', path.Reverse())}] 'null' values are not allowed in templates");
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (name == "Fn::GetAZs" && value is null)
                    {
                        members[name] = ""; // As public templates write it of their own region.
                    }
                    else
                    {
                        Step(name, value);
                    }
                }

                break;
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    Step(index.ToString(CultureInfo.InvariantCulture), items[index]);
                }

                break;
        }

        void Step(string name, JsonNode? value)
        {
            path.Push(name);
            RefuseNulls(value, path);
            path.Pop();
        }
    }
}
