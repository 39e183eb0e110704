namespace Faultline.Services.CloudWatch.Search;

/// <summary>
/// Cuts names as searches see them ("CloudWatch search expressions: Tokenization", user guide): at capitals, digits and
/// whatever is no letter, in lower case. Pure.
/// </summary>
internal static class Tokens
{
    public static List<string> Of(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsAsciiLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }

            var end = End(text, at);
            tokens.Add(text[at..end].ToLowerInvariant());
            at = end;
        }

        return tokens;
    }

    /// <summary>Whether a term is in a text: as tokens that follow one another, or as the whole of it.</summary>
    public static bool Contains(string text, string term)
    {
        var (all, wanted) = (Of(text), Of(term));
        return wanted.Count > 0
            && (Enumerable.Range(0, Math.Max(0, all.Count - wanted.Count + 1))
                    .Any(from => wanted.SequenceEqual(all.Skip(from).Take(wanted.Count)))
                || string.Equals(Bare(text), Bare(term), StringComparison.OrdinalIgnoreCase));
    }

    private static string Bare(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit));

    /// <summary>Capitals in a row belong together, and so does one with the small letters after it.</summary>
    private static int End(string text, int at)
    {
        var end = at + 1;
        if (char.IsAsciiDigit(text[at]))
        {
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            return end;
        }

        while (char.IsAsciiLetterUpper(text[at]) && end < text.Length && char.IsAsciiLetterUpper(text[end]))
        {
            end++;
        }

        if (end - at > 1 && end < text.Length && char.IsAsciiLetterLower(text[end]))
        {
            return end - 1;
        }

        while (end < text.Length && char.IsAsciiLetterLower(text[end]))
        {
            end++;
        }

        return end;
    }
}
