using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Faultline.Kernel.Faults;
using Faultline.Wire.Shapes;
using YamlDotNet.RepresentationModel;

namespace Faultline.Drills.Plans;

/// <summary>
/// The input of an operation, written as YAML, in JSON: what the operation takes says whether a word is a text or a
/// number, so that nobody has to quote; members that it does not have are noted.
/// </summary>
internal static class ShapedJson
{
    /// <param name="isWhole">Members that must be there are missed where they are not.</param>
    public static string Of(YamlNode node, Shape shape, Problems problems, bool isWhole = true)
    {
        if (isWhole)
        {
            CheckNeeded(node, shape, problems);
        }

        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            Write(json, node, shape, problems);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, YamlNode node, Shape shape, Problems problems)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure or ShapeKind.Union:
                Structure(json, node, shape, problems);
                break;
            case ShapeKind.List:
                json.WriteStartArray();
                foreach (var item in Fields.Items(node, shape.Name, problems))
                {
                    Write(json, item, shape.Item.Shape, problems);
                }

                json.WriteEndArray();
                break;
            case ShapeKind.Map:
                json.WriteStartObject();
                foreach (var (name, _, value) in Fields.Entries(node, shape.Name, problems))
                {
                    json.WritePropertyName(name);
                    Write(json, value, shape.Value.Shape, problems);
                }

                json.WriteEndObject();
                break;
            default:
                Single(json, node, shape, problems);
                break;
        }
    }

    private static void Structure(Utf8JsonWriter json, YamlNode node, Shape shape, Problems problems)
    {
        json.WriteStartObject();
        foreach (var (name, key, value) in Fields.Entries(node, shape.Name, problems))
        {
            if (Find(shape, name) is { } member)
            {
                json.WritePropertyName(member.WireName);
                Write(json, value, member.Shape, problems);
            }
            else
            {
                var known = shape.Members.Select(each => each.Name).ToArray();
                problems.At(key, $"{shape.Name} has no member '{name}'.{Nearest.To(name, known)}");
            }
        }

        json.WriteEndObject();
    }

    /// <summary>What an operation does not do without. What is within its members it says itself.</summary>
    public static void CheckNeeded(YamlNode node, Shape shape, Problems problems)
    {
        var there = (node as YamlMappingNode)?.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value).ToArray()
            ?? [];
        foreach (var member in shape.Members.Where(each => each is { Required: true, IdempotencyToken: false }))
        {
            if (!there.Contains(member.Name) && !there.Contains(member.WireName))
            {
                problems.At(node, $"{shape.Name} needs {member.Name}.");
            }
        }
    }

    /// <summary>A member by the name that the API's documentation has for it, or by that of the wire.</summary>
    internal static Member? Find(Shape shape, string name) =>
        shape.Members.FirstOrDefault(member => member.Name == name)
        ?? shape.Members.FirstOrDefault(member => member.WireName == name);

    private static void Single(Utf8JsonWriter json, YamlNode node, Shape shape, Problems problems)
    {
        if (node is not YamlScalarNode { Value: { } text })
        {
            problems.At(node, $"one {shape.Name} stands here.");
            json.WriteNullValue();
            return;
        }

        switch (shape.Kind)
        {
            case ShapeKind.Timestamp when DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var hour):
                json.WriteNumberValue(hour.ToUnixTimeMilliseconds() / 1000.0);
                break;
            case ShapeKind.Boolean when text is "true" or "false":
                json.WriteBooleanValue(text == "true");
                break;
            case ShapeKind.Integer or ShapeKind.Long
                when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                json.WriteNumberValue(whole);
                break;
            case ShapeKind.Float or ShapeKind.Double
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case ShapeKind.Boolean or ShapeKind.Integer or ShapeKind.Long or ShapeKind.Float or ShapeKind.Double:
                problems.At(node, $"{shape.Name} is a {shape.Kind.ToString().ToLowerInvariant()}; not '{text}'.");
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }
}
