using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Faultline.Services.Logs.Filters;

/// <summary>
/// A regular expression of a pattern. It takes time in proportion to the message, whoever wrote it; one that is only
/// text is searched for as text.
/// </summary>
internal sealed class PatternRegex
{
    // "Supported regular expressions syntax": besides letters and digits.
    private const string Symbols = " :_#=@/;,-";
    private const string Operators = "^$?[]{}|\\*+.";
    private const string Escapes = "dDsSwWx";

    private readonly byte[]? plain;
    private readonly Regex? regex;

    private PatternRegex(byte[] plain) => this.plain = plain;

    private PatternRegex(Regex regex) => this.regex = regex;

    public static PatternRegex Read(string text)
    {
        if (text.Length == 0 || !text.All(IsSupported) || HasOtherEscape(text))
        {
            throw Refusal.Term($"%{text}%");
        }

        if (!text.Any(Operators.Contains))
        {
            return new(Encoding.UTF8.GetBytes(text));
        }

        try
        {
            return new(new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw Refusal.Pattern($"%{text}% is not a valid regular expression");
        }
    }

    public bool IsIn(ReadOnlySpan<byte> message)
    {
        if (plain is not null)
        {
            return message.IndexOf(plain) >= 0;
        }

        var letters = ArrayPool<char>.Shared.Rent(message.Length);
        var count = Encoding.UTF8.GetChars(message, letters);
        var isIn = regex!.IsMatch(letters.AsSpan(0, count));
        ArrayPool<char>.Shared.Return(letters);
        return isIn;
    }

    private static bool IsSupported(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || Symbols.Contains(letter) || Operators.Contains(letter);

    /// <summary>A backslash stands before a letter or digit that means nothing here.</summary>
    private static bool HasOtherEscape(string text)
    {
        for (var at = text.IndexOf('\\'); at >= 0 && at + 1 < text.Length; at = text.IndexOf('\\', at + 2))
        {
            if (char.IsAsciiLetterOrDigit(text[at + 1]) && !Escapes.Contains(text[at + 1]))
            {
                return true;
            }

            if (at + 2 >= text.Length)
            {
                break;
            }
        }

        return false;
    }
}
