using System.Globalization;
using System.Text.Json;
using Faultline.Drills.Plans;
using Faultline.Kernel.Faults;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Running;

/// <summary>
/// Finds a value in an answer by a path, as <c>DBInstances[0].DBInstanceStatus</c>; members by the names that the API's
/// documentation has for them. Pure.
/// </summary>
internal static class AnswerPath
{
    /// <summary>What of a path is in no answer of that shape; null where all of it may be.</summary>
    public static string? Lacks(Shape? output, string path)
    {
        var shape = output;
        foreach (var step in path.Split('.'))
        {
            var parts = step.Split('[');
            var member = shape?.Kind is ShapeKind.Structure or ShapeKind.Union
                ? ShapedJson.Find(shape, parts[0]) : null;
            if (member is null && shape?.Kind is ShapeKind.Structure or ShapeKind.Union)
            {
                return $"the path {path} leads nowhere: {shape!.Name} has no member '{parts[0]}'."
                    + Nearest.To(parts[0], shape.Members.Select(each => each.Name));
            }

            if (member is null && shape?.Kind != ShapeKind.Map)
            {
                return $"the path {path} leads nowhere: nothing is called '{parts[0]}' there.";
            }

            shape = member?.Shape ?? shape!.Value.Shape;
            foreach (var index in parts[1..])
            {
                if (shape.Kind != ShapeKind.List || index is not [.. var digits, ']'] || !int.TryParse(
                        digits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                {
                    return $"the path {path} leads nowhere: after '{parts[0]}' there is no [{index}.";
                }

                shape = shape.Item.Shape;
            }
        }

        return null;
    }

    /// <summary>The value as a text; null where there is none.</summary>
    public static string? Find(string answer, Shape? output, string path)
    {
        using var json = JsonDocument.Parse(answer.Length == 0 ? "{}" : answer);
        var (at, shape) = (json.RootElement, output);
        foreach (var step in path.Split('.'))
        {
            var open = step.IndexOf('[', StringComparison.Ordinal);
            var name = open < 0 ? step : step[..open];
            var member = shape?.Kind is ShapeKind.Structure or ShapeKind.Union ? ShapedJson.Find(shape, name) : null;
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(member?.WireName ?? name, out at))
            {
                return null;
            }

            shape = member?.Shape ?? (shape?.Kind == ShapeKind.Map ? shape.Value.Shape : null);
            foreach (var index in open < 0 ? [] : step[open..].Split('[', StringSplitOptions.RemoveEmptyEntries))
            {
                if (at.ValueKind != JsonValueKind.Array
                    || !int.TryParse(index.TrimEnd(']'), CultureInfo.InvariantCulture, out var number)
                    || number < 0 || number >= at.GetArrayLength())
                {
                    return null;
                }

                at = at[number];
                shape = shape?.Kind == ShapeKind.List ? shape.Item.Shape : null;
            }
        }

        return at.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => at.GetString(),
            _ => at.GetRawText(),
        };
    }
}
