using System.Text;

namespace Faultline.Services.Logs.Filters;

/// <summary>
/// Terms that a message of any form must have, may have (<c>?</c>) or must not have (<c>-</c>). Beside others, terms
/// that may be there say nothing ("Using filter patterns to match terms in unstructured log events").
/// </summary>
internal sealed class TermPattern : FilterPattern
{
    private readonly List<Term> needed = [];
    private readonly List<Term> optional = [];
    private readonly List<Term> excluded = [];

    public override int Regexes => needed.Concat(optional).Concat(excluded).Count(term => term.IsRegex);

    public static new TermPattern Read(string text)
    {
        var pattern = new TermPattern();
        if (text.Length > 2 && text[0] == '"' && text[^1] == '"' && string.IsNullOrWhiteSpace(text[1..^1]))
        {
            // White space in quotation marks: everything.
            return pattern;
        }

        for (var reader = new PatternText(text); !reader.IsOver;)
        {
            var terms = reader.Take("-") ? pattern.excluded : reader.Take("?") ? pattern.optional : pattern.needed;
            terms.Add(Term.Read(reader));
        }

        return pattern;
    }

    public override bool Matches(ReadOnlyMemory<byte> message)
    {
        var text = message.Span;
        foreach (var term in excluded)
        {
            if (term.IsIn(text))
            {
                return false;
            }
        }

        foreach (var term in needed)
        {
            if (!term.IsIn(text))
            {
                return false;
            }
        }

        return needed.Count + excluded.Count > 0 || optional.Count == 0 || HasOptional(text);
    }

    private bool HasOptional(ReadOnlySpan<byte> text)
    {
        foreach (var term in optional)
        {
            if (term.IsIn(text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A word, a phrase or a regular expression that is looked for anywhere.</summary>
    private readonly record struct Term(byte[]? Text, PatternRegex? Regex)
    {
        public bool IsRegex => Regex is not null;

        public static Term Read(PatternText reader)
        {
            if (reader.Next == '%')
            {
                return new(null, reader.Regex());
            }

            if (reader.Next == '"')
            {
                var phrase = reader.Quoted();
                return phrase.Length > 0 ? new(Encoding.UTF8.GetBytes(phrase), null) : throw Refusal.Term("\"\"");
            }

            var word = reader.While(letter => !char.IsWhiteSpace(letter));
            return word.Length > 0 && word.All(letter => char.IsLetterOrDigit(letter) || letter == '_')
                ? new(Encoding.UTF8.GetBytes(word), null)
                : throw Refusal.Term(word);
        }

        public bool IsIn(ReadOnlySpan<byte> message) => Regex?.IsIn(message) ?? message.IndexOf(Text) >= 0;
    }
}
