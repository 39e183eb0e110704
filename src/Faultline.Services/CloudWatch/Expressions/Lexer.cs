using System.Globalization;

namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>What an expression is made of: a number, a text in quotes, a word, a sign, or the end.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, double Number = 0);

/// <summary>The kinds of them.</summary>
internal enum TokenKind
{
    Number,
    Text,
    Word,
    Sign,
    End,
}

/// <summary>Cuts an expression into tokens. Pure.</summary>
internal static class Lexer
{
    private static readonly string[] signs =
    [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",",
    ];

    public static List<Token> Cut(string text)
    {
        var tokens = new List<Token>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            tokens.Add(Next(text, ref at));
        }

        tokens.Add(new(TokenKind.End, ""));
        return tokens;
    }

    private static Token Next(string text, ref int at)
    {
        var first = text[at];
        if (char.IsAsciiDigit(first) || first == '.')
        {
            return Number(text, ref at);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            var word = Run(text, at, static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
            at += word.Length;
            return new(TokenKind.Word, word);
        }

        if (first is '"' or '\'')
        {
            return Quoted(text, ref at);
        }

        foreach (var sign in signs)
        {
            if (string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0)
            {
                at += sign.Length;
                return new(TokenKind.Sign, sign);
            }
        }

        throw new ExpressionFault($"Unexpected character '{first}' at position {at}");
    }

    private static Token Number(string text, ref int at)
    {
        var digits = Run(text, at, static letter => char.IsAsciiDigit(letter) || letter == '.');
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw new ExpressionFault($"'{digits}' is not a number");
        }

        at += digits.Length;
        return new(TokenKind.Number, digits, number);
    }

    private static Token Quoted(string text, ref int at)
    {
        var (quote, end) = (text[at], at + 1);
        while (end < text.Length && text[end] != quote)
        {
            end += text[end] == '\\' && end + 1 < text.Length && text[end + 1] == quote ? 2 : 1;
        }

        if (end >= text.Length)
        {
            throw new ExpressionFault("A text does not end");
        }

        var inside = text[(at + 1)..end].Replace($"\\{quote}", $"{quote}", StringComparison.Ordinal);
        at = end + 1;
        return new(TokenKind.Text, inside);
    }

    private static string Run(string text, int from, Func<char, bool> belongs)
    {
        var end = from;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        return text[from..end];
    }
}
