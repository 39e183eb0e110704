using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// What plain words of YAML 1.1 are. Dates stay texts, and so does what begins with a zero: account ids look octal.
/// </summary>
internal static partial class YamlScalars
{
    public static JsonNode? Read(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value) : JsonValue.Create(scalar.Value);

    /// <summary>One with a tag of the standard.</summary>
    public static JsonNode? Read(Scalar scalar, string tag) => tag[(tag.LastIndexOf(':') + 1)..] switch
    {
        "int" or "float" or "bool" or "null" => Plain(scalar.Value),
        _ => JsonValue.Create(scalar.Value),
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => JsonValue.Create(true),
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => JsonValue.Create(false),
        _ => Number(text) ?? JsonValue.Create(text),
    };

    private static JsonNode? Number(string text)
    {
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+' or '.'))
        {
            return null;
        }

        if (Hexadecimal().Match(text) is { Success: true } hexadecimal)
        {
            return long.TryParse(
                hexadecimal.Groups[1].Value.Replace("_", "", StringComparison.Ordinal),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out var value) ? JsonValue.Create(value) : null;
        }

        return Whole().IsMatch(text) || Real().IsMatch(text)
            ? TemplateText.Number(text.TrimStart('+').Replace("_", "", StringComparison.Ordinal))
            : null;
    }

    [GeneratedRegex(@"^0x([0-9a-fA-F][0-9a-fA-F_]*)\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9_]*)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?(([0-9][0-9_]*)\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Real();
}
