using System.Text.RegularExpressions;

namespace Faultline.Wire.Constraints;

/// <summary>
/// A pattern of a model, which is written for other engines than ours. Where it means nothing here, everything matches:
/// better lax than wrong.
/// </summary>
public sealed class Pattern
{
    // Patterns that need backtracking are few and small; this only cuts off text that was made to be slow.
    private static readonly TimeSpan backtrackingMax = TimeSpan.FromMilliseconds(100);

    private readonly Regex? regex;

    public Pattern(string text)
    {
        Text = text;
        regex = Make(PatternText.Translate(text));
    }

    public string Text { get; }

    /// <summary>The pattern could be understood.</summary>
    public bool Understood => regex is not null;

    public bool Matches(string value)
    {
        try
        {
            return regex?.IsMatch(value) ?? true;
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static Regex? Make(string? translated)
    {
        if (translated is null)
        {
            return null;
        }

        try
        {
            // Linear in the length of the text, whatever the pattern: no request can stall the server.
            return new(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new(translated, RegexOptions.CultureInvariant, backtrackingMax);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
