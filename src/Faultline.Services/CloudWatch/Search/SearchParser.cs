using System.Text;
using Faultline.Services.CloudWatch.Expressions;

namespace Faultline.Services.CloudWatch.Search;

/// <summary>Reads a search expression: a schema in braces, then terms with AND, OR, NOT and parentheses.</summary>
internal sealed class SearchParser(string text)
{
    private int at;

    public SearchTerm Parse()
    {
        Skip();
        var terms = new List<SearchTerm>();
        if (Is('{'))
        {
            terms.Add(Schema());
            Skip();
            Take(',');
        }

        Skip();
        if (at < text.Length)
        {
            TakeWord("AND");
            terms.Add(Any());
        }

        Skip();
        return at < text.Length ? throw new ExpressionFault($"Unexpected '{text[at]}' in a search expression")
            : terms.Count == 0 ? throw new ExpressionFault("A search expression must not be empty")
            : new SearchTerm.All(terms);
    }

    private SearchTerm.Schema Schema()
    {
        var parts = new List<string>();
        at++;
        do
        {
            Skip();
            parts.Add(Is('"') ? Quoted() : Run(static letter => letter is not (',' or '}')).TrimEnd());
            Skip();
        }
        while (Take(','));
        return Take('}') && parts[0].Length > 0
            ? new(parts[0], parts[1..])
            : throw new ExpressionFault("The schema of a search expression is not valid");
    }

    private SearchTerm Any()
    {
        var terms = new List<SearchTerm> { All() };
        while (TakeWord("OR"))
        {
            terms.Add(All());
        }

        return terms.Count == 1 ? terms[0] : new SearchTerm.Any(terms);
    }

    private SearchTerm All()
    {
        var terms = new List<SearchTerm> { One() };
        for (Skip(); at < text.Length && !Is(')') && !IsWord("OR"); Skip())
        {
            TakeWord("AND");
            terms.Add(One());
        }

        return terms.Count == 1 ? terms[0] : new SearchTerm.All(terms);
    }

    private SearchTerm One()
    {
        Skip();
        if (TakeWord("NOT"))
        {
            return new SearchTerm.Not(One());
        }

        if (Take('('))
        {
            var inside = Any();
            Skip();
            return Take(')') ? inside : throw new ExpressionFault("')' is missing in a search expression");
        }

        var isExact = Is('"');
        var word = Word();
        Skip();
        if (!Take('='))
        {
            return new SearchTerm.Word(null, word, isExact);
        }

        Skip();
        isExact = Is('"');
        return new SearchTerm.Word(word, Word(), isExact);
    }

    private string Word()
    {
        var word = Is('"')
            ? Quoted()
            : Run(static letter => !char.IsWhiteSpace(letter) && letter is not ('(' or ')' or '=' or '"'));
        return word.Length > 0 ? word : throw new ExpressionFault("A search expression has a term that is not valid");
    }

    private string Quoted()
    {
        var word = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            word.Append(text[at]);
        }

        return Take('"') ? word.ToString() : throw new ExpressionFault("A text in a search expression does not end");
    }

    private string Run(Func<char, bool> belongs)
    {
        var from = at;
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }

        return text[from..at];
    }

    private bool Is(char letter) => at < text.Length && text[at] == letter;

    private bool Take(char letter)
    {
        var so = Is(letter);
        at += so ? 1 : 0;
        return so;
    }

    private bool IsWord(string word) => string.CompareOrdinal(text, at, word, 0, word.Length) == 0
        && (at + word.Length >= text.Length || !char.IsAsciiLetterOrDigit(text[at + word.Length]));

    private bool TakeWord(string word)
    {
        Skip();
        var so = IsWord(word);
        at += so ? word.Length : 0;
        return so;
    }

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }
}
