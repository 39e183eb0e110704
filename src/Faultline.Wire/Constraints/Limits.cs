using System.Globalization;
using System.Text;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Constraints;

/// <summary>What a shape allows its values to be, and the sentences that AWS has for what they break.</summary>
public sealed class Limits
{
    private readonly double min;
    private readonly double max;
    private readonly string[]? values;
    private readonly Lazy<Pattern>? pattern;
    private readonly string? what;

    public Limits(Shape shape)
    {
        min = shape.Min ?? double.NegativeInfinity;
        max = shape.Max ?? double.PositiveInfinity;
        values = shape.Kind == ShapeKind.String ? shape.Enum : null;
        pattern = shape is { Kind: ShapeKind.String, Pattern: { } text } ? new(() => new(text)) : null;
        what = shape.Kind switch
        {
            ShapeKind.String or ShapeKind.Blob or ShapeKind.List or ShapeKind.Map => "length",
            ShapeKind.Integer or ShapeKind.Long or ShapeKind.Float or ShapeKind.Double => "value",
            _ => null,
        };
    }

    public bool Fits(string value) =>
        FitsLength(value) && (values is null || values.Contains(value, StringComparer.Ordinal))
        && (pattern is null || pattern.Value.Matches(value));

    public bool Fits(double value) => !(value < min) && !(value > max);

    /// <summary>The sentences that the text breaks.</summary>
    public IEnumerable<string> Broken(string value)
    {
        if (values is not null && !values.Contains(value, StringComparer.Ordinal))
        {
            yield return EnumSentence;
        }

        if (pattern is not null && !pattern.Value.Matches(value))
        {
            yield return PatternSentence;
        }

        foreach (var sentence in Broken(Length(value)))
        {
            yield return sentence;
        }
    }

    /// <summary>The sentences that the number, or the length, breaks.</summary>
    public IEnumerable<string> Broken(double value)
    {
        if (value > max)
        {
            yield return MaxSentence;
        }

        if (value < min)
        {
            yield return MinSentence;
        }
    }

    /// <summary>All the sentences, as a list says them of its items and a map of its keys and values.</summary>
    public string All()
    {
        var all = new List<string>();
        if (what is not null && max < double.PositiveInfinity)
        {
            all.Add(MaxSentence);
        }

        if (what is not null && min > double.NegativeInfinity)
        {
            all.Add(MinSentence);
        }

        if (pattern is not null)
        {
            all.Add(PatternSentence);
        }

        if (values is not null)
        {
            all.Add(EnumSentence);
        }

        return $"[{string.Join(", ", all)}]";
    }

    private string MaxSentence => $"Member must have {what} less than or equal to {Number(max)}";

    private string MinSentence => $"Member must have {what} greater than or equal to {Number(min)}";

    private string PatternSentence => $"Member must satisfy regular expression pattern: {pattern!.Value.Text}";

    private string EnumSentence => $"Member must satisfy enum value set: [{string.Join(", ", values!)}]";

    private static string Number(double value) => value.ToString("0.################", CultureInfo.InvariantCulture);

    /// <summary>The length in characters, where a pair of surrogates is one.</summary>
    private static int Length(string value)
    {
        var length = value.Length;
        foreach (var c in value)
        {
            length -= char.IsLowSurrogate(c) ? 1 : 0;
        }

        return length;
    }

    private bool FitsLength(string value) =>
        // Nearly every text fits without a count of its surrogates.
        (value.Length <= max && value.Length / 2 >= min) || Fits(Length(value));
}
