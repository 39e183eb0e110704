namespace Faultline.Services.Ec2;

/// <summary>
/// A value of a filter: <c>*</c> stands for any text, <c>?</c> for one character, and a backslash takes the meaning
/// from what follows it. Letters match in their own case only.
/// </summary>
internal readonly struct Wildcard
{
    // What stands for itself lies beside what stands for others, so that an escaped star is told from a bare one.
    private readonly (char Letter, bool Special)[] pattern;

    public Wildcard(string text)
    {
        var parsed = new List<(char, bool)>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var escapes = text[at] == '\\' && at + 1 < text.Length;
            parsed.Add(escapes ? (text[++at], false) : (text[at], text[at] is '*' or '?'));
        }

        pattern = [.. parsed];
    }

    /// <summary>Goes back to the last star only: no pattern costs more than its length times the text's.</summary>
    public bool Matches(string text)
    {
        var (at, read) = (0, 0);
        var (star, resume) = (-1, 0);
        while (read < text.Length)
        {
            if (at < pattern.Length && pattern[at] is ('*', true))
            {
                (star, resume) = (at++, read);
            }
            else if (at < pattern.Length && (pattern[at] is ('?', true) || pattern[at] == (text[read], false)))
            {
                at++;
                read++;
            }
            else if (star >= 0)
            {
                (at, read) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        while (at < pattern.Length && pattern[at] is ('*', true))
        {
            at++;
        }

        return at == pattern.Length;
    }
}
