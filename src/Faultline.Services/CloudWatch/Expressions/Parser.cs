namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>
/// Reads a math expression ("Metric math syntax and functions" under "Using math expressions", user guide). Binds from
/// loosely to tightly: OR, AND, comparison, sum, product, minus, power.
/// </summary>
internal sealed class Parser
{
    private const int DepthMax = 64;

    private static readonly string[][] levels =
    [
        ["OR", "||"], ["AND", "&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"],
    ];

    private readonly List<Token> tokens;
    private int at;
    private int depth;

    private Parser(string text) => tokens = Lexer.Cut(text);

    private Token Here => tokens[at];

    public static Term Parse(string text)
    {
        var parser = new Parser(text);
        var node = parser.Level(0);
        return parser.Here.Kind == TokenKind.End
            ? node
            : throw new ExpressionFault($"Unexpected '{parser.Here.Text}'");
    }

    private Term Level(int level)
    {
        if (level == levels.Length)
        {
            return Signed();
        }

        if (++depth > DepthMax * levels.Length)
        {
            throw new ExpressionFault("The expression is nested too deeply");
        }

        var left = Level(level + 1);
        while (Here.Kind is TokenKind.Sign or TokenKind.Word && levels[level].Contains(Here.Text))
        {
            var sign = Take().Text;
            left = new Term.Operation(sign, left, Level(level + 1));
        }

        depth--;
        return left;
    }

    private Term Signed()
    {
        if (Here is { Kind: TokenKind.Sign, Text: "-" })
        {
            Take();
            return new Term.Minus(Signed());
        }

        var power = Primary();
        if (Here is { Kind: TokenKind.Sign, Text: "^" })
        {
            Take();
            return new Term.Operation("^", power, Signed());
        }

        return power;
    }

    private Term Primary()
    {
        var token = Take();
        switch (token)
        {
            case { Kind: TokenKind.Number }:
                return new Term.Number(token.Number);
            case { Kind: TokenKind.Text }:
                return new Term.Text(token.Text);
            case { Kind: TokenKind.Word } when Here is { Kind: TokenKind.Sign, Text: "(" }:
                Take();
                return new Term.Call(token.Text, List(")"));
            case { Kind: TokenKind.Word }:
                return char.IsAsciiLetterLower(token.Text[0])
                    ? new Term.Id(token.Text)
                    : new Term.Word(token.Text);
            case { Kind: TokenKind.Sign, Text: "(" }:
                var inside = Level(0);
                Expect(")");
                return inside;
            case { Kind: TokenKind.Sign, Text: "[" }:
                return new Term.Several(List("]"));
            default:
                throw new ExpressionFault(
                    token.Kind == TokenKind.End ? "The expression ends too early" : $"Unexpected '{token.Text}'");
        }
    }

    private List<Term> List(string end)
    {
        var items = new List<Term>();
        while (Here.Text != end || Here.Kind != TokenKind.Sign)
        {
            if (items.Count > 0)
            {
                Expect(",");
            }

            items.Add(Level(0));
        }

        Take();
        return items;
    }

    private void Expect(string sign)
    {
        if (Take() is not { Kind: TokenKind.Sign } token || token.Text != sign)
        {
            throw new ExpressionFault($"'{sign}' is missing");
        }
    }

    private Token Take() => Here.Kind == TokenKind.End ? Here : tokens[at++];
}
