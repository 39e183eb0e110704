using System.Globalization;
using System.Text.RegularExpressions;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>Whether a value is one that its parameter takes ("Parameters section": properties).</summary>
internal static partial class ParameterChecks
{
    /// <summary>"CloudFormation quotas": the size of a parameter's value.</summary>
    private const int ValueBytesMax = 4_096;

    /// <summary>Patterns are strangers'. One that cannot be followed in a straight line gets this long.</summary>
    private static readonly TimeSpan patternTimeMax = TimeSpan.FromMilliseconds(100);

    public static void Check(ParameterDeclaration parameter, string value)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(value) > ValueBytesMax)
        {
            throw new TemplateFault(
                $"Length of parameter value of '{parameter.Name}' is greater than max allowed {ValueBytesMax} bytes");
        }

        var items = parameter.Items(value);
        if (parameter.ItemType == "Number"
            && (items.Count == 0 && !parameter.IsList || items.Any(one => Number(one) is null)))
        {
            throw new TemplateFault(
                $"Parameter '{parameter.Name}' must be {(parameter.IsList ? "a list of numbers" : "a number")}.");
        }

        foreach (var item in items)
        {
            Item(parameter, item);
        }
    }

    private static void Item(ParameterDeclaration parameter, string item)
    {
        if (parameter.AllowedValues.Count > 0 && !parameter.AllowedValues.Contains(item, StringComparer.Ordinal))
        {
            throw Fault(parameter, "must be one of AllowedValues");
        }

        if (item.Length < parameter.MinLength)
        {
            throw Fault(parameter, $"must contain at least {parameter.MinLength} characters");
        }

        if (item.Length > parameter.MaxLength)
        {
            throw Fault(parameter, $"must contain at most {parameter.MaxLength} characters");
        }

        if (parameter.AllowedPattern is { } pattern && !Matches(parameter.Name, pattern, item))
        {
            throw Fault(parameter, $"must match pattern {pattern}");
        }

        if (Number(item) < parameter.MinValue)
        {
            throw Fault(parameter, $"must be a number not less than {Shown(parameter.MinValue)}");
        }

        if (Number(item) > parameter.MaxValue)
        {
            throw Fault(parameter, $"must be a number not greater than {Shown(parameter.MaxValue)}");
        }
    }

    private static TemplateFault Fault(ParameterDeclaration parameter, string what) =>
        parameter.ConstraintDescription is { } description
            ? new($"Parameter {parameter.Name} failed to satisfy constraint: {description}")
            : new($"Parameter '{parameter.Name}' {what}");

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Shown(double? bound) => bound?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static bool Matches(string name, string pattern, string value)
    {
        try
        {
            return Read(pattern).IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new TemplateFault($"Parameter '{name}' takes too long to match pattern {pattern}");
        }
        catch (ArgumentException)
        {
            throw Faults.Format($"AllowedPattern of parameter '{name}' is not a valid regular expression: {pattern}");
        }
    }

    /// <summary>
    /// Patterns are Java's. What those have and ours have not is a repetition that never gives back; one that may give
    /// back takes all that it does.
    /// </summary>
    private static Regex Read(string pattern)
    {
        try
        {
            return Whole(pattern);
        }
        catch (RegexParseException)
        {
            return Whole(Possessive().Replace(pattern, "$1"));
        }
    }

    private static Regex Whole(string pattern)
    {
        var whole = $@"\A(?:{pattern})\z";
        try
        {
            return new(whole, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new(whole, RegexOptions.CultureInvariant, patternTimeMax);
        }
    }

    [GeneratedRegex(@"([*+?}])\+")]
    private static partial Regex Possessive();
}
