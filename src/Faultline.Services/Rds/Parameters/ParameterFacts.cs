using System.Globalization;
using Faultline.Api.Rds;

namespace Faultline.Services.Rds.Parameters;

/// <summary>A parameter of PostgreSQL as RDS has it, apart from any group.</summary>
/// <param name="Allowed">A range, a list, or null for whatever is written.</param>
/// <param name="Value">What RDS sets it to; null where PostgreSQL's own default holds.</param>
internal sealed record ParameterFacts(
    string Name, string Type, bool IsStatic, bool IsModifiable, string? Allowed, string? Value)
{
    private const string Engine = "engine-default";
    private const string System = "system";
    private const string User = "user";

    /// <summary>The first and the last major version that has it.</summary>
    public int From { get; init; }

    /// <inheritdoc cref="From"/>
    public int Until { get; init; } = int.MaxValue;

    public static ParameterFacts Read(string line) => line.Split('\t') is [
        var name, var type, var apply, var modifiable, var allowed, var value, var first, var last]
        ? new(name, type, apply == "static", modifiable == "y", Said(allowed), Said(value))
        {
            From = Number(first) ?? 0,
            Until = Number(last) ?? int.MaxValue,
        }
        : throw new FormatException(line);

    /// <summary>As a group shows it that has changed it so.</summary>
    public Parameter Show(Parameter? change)
    {
        var isChanged = change?.ParameterValue is not null;
        return new()
        {
            ParameterName = Name,
            ParameterValue = isChanged ? change!.ParameterValue : Value,
            Source = isChanged ? User : Value is null ? Engine : System,
            ApplyType = IsStatic ? "static" : "dynamic",
            DataType = Type,
            AllowedValues = Allowed,
            IsModifiable = IsModifiable,
            ApplyMethod = change?.ApplyMethod ?? ApplyMethod.PendingReboot,
        };
    }

    /// <summary>Whether a value that is no formula is one of those that it may have.</summary>
    public bool Allows(string value)
    {
        if (Type is "integer" or "float")
        {
            return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && (Type == "float" || double.IsInteger(number))
                && (Range() is not var (least, most) || (number >= least && number <= most));
        }

        return Allowed is null || Type switch
        {
            "list" => value.Split(',', StringSplitOptions.TrimEntries).All(OneOf),
            _ => OneOf(value),
        };
    }

    private bool OneOf(string value) => Allowed!.Split(',').Contains(value, StringComparer.OrdinalIgnoreCase);

    /// <summary>As in <c>-1-100</c>: the hyphen that has a digit before it stands between.</summary>
    private (double Least, double Most)? Range()
    {
        for (var at = 1; at < Allowed?.Length; at++)
        {
            if (Allowed[at] == '-' && char.IsAsciiDigit(Allowed[at - 1]))
            {
                return (
                    double.Parse(Allowed[..at], CultureInfo.InvariantCulture),
                    double.Parse(Allowed[(at + 1)..], CultureInfo.InvariantCulture));
            }
        }

        return null;
    }

    private static string? Said(string text) => text == "-" ? null : text;

    private static int? Number(string text) => text == "-" ? null : int.Parse(text, CultureInfo.InvariantCulture);
}
