using System.Text;

namespace Faultline.Services.Logs.Filters;

/// <summary>A pattern on its way to be understood: what comes next, and how to take it.</summary>
internal sealed class PatternText(string text)
{
    private int at;

    /// <summary>The wildcards in property selectors so far.</summary>
    public int Wildcards { get; set; }

    public bool IsOver
    {
        get
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            return at == text.Length;
        }
    }

    /// <summary>How much of it is taken, for whoever wants to know what he took.</summary>
    public int Place => at;

    public string Since(int place) => text[place..at];

    /// <summary>The next character, after white space; none at the end.</summary>
    public char Next => IsOver ? '\0' : text[at];

    /// <summary>The very next character, be it white space.</summary>
    public char NextRaw => at < text.Length ? text[at] : '\0';

    public bool Take(string word)
    {
        if (IsOver || string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    /// <summary>A word of letters, whatever their case, that ends there.</summary>
    public bool TakeKeyword(string word)
    {
        var end = IsOver ? int.MaxValue : at + word.Length;
        if (end > text.Length || string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0
            || (end < text.Length && char.IsLetterOrDigit(text[end])))
        {
            return false;
        }

        at = end;
        return true;
    }

    public void Must(string word)
    {
        if (!Take(word))
        {
            throw Refusal.Pattern($"'{word}' is expected at '{Rest}'");
        }
    }

    /// <summary>As many characters as belong to it; none is an empty text.</summary>
    public string While(Func<char, bool> belongs)
    {
        var from = at;
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }

        return text[from..at];
    }

    /// <summary>What stands in double quotes, without them; a backslash takes the next letter as it is.</summary>
    public string Quoted(char quote = '"')
    {
        var said = new StringBuilder();
        for (at++; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            said.Append(text[at]);
        }

        if (at++ >= text.Length)
        {
            throw Refusal.Pattern("A quotation does not end");
        }

        return said.ToString();
    }

    /// <summary>What stands between percentage signs, with its backslashes.</summary>
    public PatternRegex Regex()
    {
        var from = ++at;
        while (at < text.Length && text[at] != '%')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return at++ < text.Length
            ? PatternRegex.Read(text[from..(at - 1)])
            : throw Refusal.Pattern("A regular expression does not end");
    }

    private string Rest => text[Math.Min(at, text.Length)..];
}
