using System.Globalization;

namespace Faultline.Services.Rds.Parameters;

/// <summary>
/// Values that depend on the instance, such as <c>LEAST({DBInstanceClassMemory/9531392},5000)</c> ("Specifying DB
/// parameters", user guide). What comes out is a whole number.
/// </summary>
internal ref struct Formula
{
    private readonly ReadOnlySpan<char> text;
    private readonly Func<string, double?> valueOf;
    private int at;

    private Formula(ReadOnlySpan<char> text, Func<string, double?> valueOf)
    {
        this.text = text;
        this.valueOf = valueOf;
    }

    /// <summary>It is meant to be computed, and no plain value.</summary>
    public static bool Is(string value) => value.Contains('{', StringComparison.Ordinal)
        || (value.Contains('(', StringComparison.Ordinal) && value.EndsWith(')') && Function(value.Split('(')[0]));

    /// <summary>Null where it is none that can be computed.</summary>
    public static long? Compute(string value, InstanceFacts instance)
    {
        var formula = new Formula(value, instance.ValueOf);
        var result = formula.Product();
        return result is { } number && formula.AtEnd() && double.IsFinite(number) ? (long)Math.Floor(number) : null;
    }

    private double? Product()
    {
        var left = Term();
        while (left is not null)
        {
            if (Take('*'))
            {
                left *= Term();
            }
            else if (Take('/'))
            {
                left /= Term();
            }
            else
            {
                break;
            }
        }

        return left;
    }

    private double? Term()
    {
        Take('$');
        if (Take('{'))
        {
            return Product() is { } inner && Take('}') ? inner : null;
        }

        Space();
        var from = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '_'))
        {
            at++;
        }

        var word = text[from..at].ToString();
        if (word.Length == 0)
        {
            return null;
        }

        if (char.IsAsciiDigit(word[0]))
        {
            return double.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return Function(word) ? Call(word.ToUpperInvariant()) : valueOf(word);
    }

    private double? Call(string function)
    {
        if (!Take('('))
        {
            return null;
        }

        var all = new List<double>();
        do
        {
            if (Product() is not { } next)
            {
                return null;
            }

            all.Add(next);
        }
        while (Take(','));
        if (!Take(')'))
        {
            return null;
        }

        return function switch
        {
            "GREATEST" => all.Max(),
            "LEAST" => all.Min(),
            "SUM" => all.Sum(),
            _ => all.Count == 1 ? Math.Log2(all[0]) : null,
        };
    }

    private static bool Function(string word) => word.ToUpperInvariant() is "GREATEST" or "LEAST" or "SUM" or "LOG";

    private bool Take(char letter)
    {
        Space();
        if (at >= text.Length || text[at] != letter)
        {
            return false;
        }

        at++;
        return true;
    }

    private bool AtEnd()
    {
        Space();
        return at == text.Length;
    }

    private void Space()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }
}
