using System.Text;

namespace Faultline.Wire.Constraints;

/// <summary>Turns a pattern of Java's or ECMAScript's into one that means the same here.</summary>
internal static class PatternText
{
    /// <summary>The pattern, or null where it uses what has no counterpart.</summary>
    public static string? Translate(string given)
    {
        // Java's way to write all characters outside the basic plane; here such a character is two.
        var pattern = given.Replace(@"\uD800\uDC00-\uDBFF\uDFFF", @"\uD800-\uDFFF", StringComparison.Ordinal);
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                if (Escape(pattern, ref i, inClass) is not { } escape)
                {
                    return null;
                }

                text.Append(escape);
                var isSet = inClass && pattern[i] is ('w' or 'd' or 's' or '}');
                if (isSet && i + 1 < pattern.Length && pattern[i + 1] == '-')
                {
                    // A hyphen after a set of characters is itself; after the characters it would make a range.
                    text.Append("\\-");
                    i++;
                }
            }
            else if (inClass)
            {
                if (c == '&' && i + 1 < pattern.Length && pattern[i + 1] == '&')
                {
                    return null;
                }

                // A bracket in a class is itself; after a hyphen it would begin a subtraction here.
                text.Append(c == '[' ? "\\[" : c);
                inClass = c != ']';
            }
            else
            {
                // The end is the end, not the place before a last line break.
                text.Append(c == '$' ? "\\z" : c);
                inClass = c == '[';
            }
        }

        return Whole(pattern) ? $"\\A(?:{text})\\z" : text.ToString();
    }

    /// <summary>
    /// AWS matches the whole value unless the pattern says at one end where it holds: older models name no ends at all.
    /// </summary>
    private static bool Whole(string pattern) => !pattern.StartsWith('^') && !pattern.EndsWith('$');

    private static string? Escape(string pattern, ref int at, bool inClass)
    {
        var c = pattern[++at];
        switch (c)
        {
            case 'w': return inClass ? "a-zA-Z0-9_" : "[a-zA-Z0-9_]";
            case 'd': return inClass ? "0-9" : "[0-9]";
            case 's': return inClass ? " \\t\\n\\x0B\\f\\r" : "[ \\t\\n\\x0B\\f\\r]";
            case 'p' or 'P': return Property(pattern, ref at, inClass, c == 'P');
            case 'Q' or 'E': return null;
            case 'x' or 'u' when at + 1 < pattern.Length && pattern[at + 1] == '{': return null;
            default: return char.IsAsciiLetterOrDigit(c) ? $"\\{c}" : c is '_' or '"' or '\'' ? $"{c}" : $"\\{c}";
        }
    }

    private static string? Property(string pattern, ref int at, bool inClass, bool not)
    {
        if (at + 1 >= pattern.Length || pattern[at + 1] != '{')
        {
            // A category of one letter may stand without braces.
            at++;
            return at < pattern.Length ? $"\\{(not ? 'P' : 'p')}{{{pattern[at]}}}" : null;
        }

        var end = pattern.IndexOf('}', at);
        if (end < 0)
        {
            return null;
        }

        var name = pattern[(at + 2)..end];
        at = end;
        if (Posix(name) is not { } set)
        {
            return $"\\{(not ? 'P' : 'p')}{{{name}}}";
        }

        return !not ? inClass ? set : $"[{set}]" : inClass ? null : $"[^{set}]";
    }

    private static string? Posix(string name) => name switch
    {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "XDigit" => "0-9a-fA-F",
        "Punct" => "!-/:-@\\[-`{-~",
        "Graph" => "!-~",
        "Print" => " -~",
        "Blank" => " \\t",
        "Cntrl" => "\\x00-\\x1F\\x7F",
        "Space" => " \\t\\n\\x0B\\f\\r",
        "ASCII" => "\\x00-\\x7F",
        "IsAlphabetic" or "IsLetter" => "\\p{L}\\p{Nl}",
        "IsDigit" => "\\p{Nd}",
        "LD" => "\\p{L}\\p{Nd}",
        "IsLatin" => "A-Za-z\\u00AA\\u00BA\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02B8\\u1E00-\\u1EFF",
        _ => null,
    };
}
