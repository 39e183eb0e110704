using System.Globalization;
using Faultline.Services.CloudWatch.Expressions;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// Reads the rule of a composite alarm: NOT binds before AND, AND before OR. Names stand with quotes or without.
/// </summary>
internal sealed class RuleParser(string text)
{
    private int at;
    private int elements;

    public static AlarmRule Parse(string text)
    {
        var parser = new RuleParser(text);
        var rule = parser.Any();
        parser.Skip();
        return parser.at == text.Length ? rule : throw parser.Unexpected();
    }

    private AlarmRule Any()
    {
        var rules = new List<AlarmRule> { All() };
        while (TakeWord("OR"))
        {
            rules.Add(All());
        }

        return rules.Count == 1 ? rules[0] : new AlarmRule.Any(rules);
    }

    private AlarmRule All()
    {
        var rules = new List<AlarmRule> { One() };
        while (TakeWord("AND"))
        {
            rules.Add(One());
        }

        return rules.Count == 1 ? rules[0] : new AlarmRule.All(rules);
    }

    private AlarmRule One()
    {
        if (++elements > Limits.RuleElementsMax)
        {
            throw new ExpressionFault($"It must not contain more than {Limits.RuleElementsMax} elements");
        }

        if (TakeWord("NOT"))
        {
            return new AlarmRule.Not(One());
        }

        if (TakeWord("TRUE"))
        {
            return new AlarmRule.Constant(true);
        }

        if (TakeWord("FALSE"))
        {
            return new AlarmRule.Constant(false);
        }

        if (Take('('))
        {
            var inside = Any();
            return Take(')') ? inside : throw Unexpected();
        }

        if (TakeWord("AT_LEAST"))
        {
            return AtLeast();
        }

        var state = State();
        Expect('(');
        var name = Name();
        Expect(')');
        return new AlarmRule.Is(state, name);
    }

    /// <summary>
    /// <c>AT_LEAST(2, ALARM, (one, two, three))</c>; the count may be a share of them, as <c>50%</c>.
    /// </summary>
    private AlarmRule.AtLeast AtLeast()
    {
        Expect('(');
        Skip();
        var digits = Run(char.IsAsciiDigit);
        var isShare = Take('%');
        Expect(',');
        var isNegated = TakeWord("NOT");
        var state = State();
        Expect(',');
        Expect('(');
        var names = new List<string> { Name() };
        while (Take(','))
        {
            names.Add(Name());
        }

        Expect(')');
        Expect(')');
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count < 1 || count > (isShare ? 100 : names.Count))
        {
            throw new ExpressionFault("The count of AT_LEAST is not valid");
        }

        return new(isShare ? (int)Math.Ceiling(count * names.Count / 100.0) : count, state, isNegated, names);
    }

    private string State() => TakeWord("ALARM") ? "ALARM"
        : TakeWord("OK") ? "OK"
        : TakeWord("INSUFFICIENT_DATA") ? "INSUFFICIENT_DATA"
        : throw Unexpected();

    private string Name()
    {
        Skip();
        if (at < text.Length && text[at] is '"' or '\'')
        {
            var quote = text[at++];
            var quoted = Run(letter => letter != quote);
            return quoted.Length > 0 && Take(quote) ? quoted : throw Unexpected();
        }

        var name = Run(static letter => letter is not ('(' or ')' or ',')).TrimEnd();
        return name.Length > 0 ? name : throw Unexpected();
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

    private void Expect(char letter)
    {
        if (!Take(letter))
        {
            throw Unexpected();
        }
    }

    private bool Take(char letter)
    {
        Skip();
        var so = at < text.Length && text[at] == letter;
        at += so ? 1 : 0;
        return so;
    }

    private bool TakeWord(string word)
    {
        Skip();
        var end = at + word.Length;
        var so = string.CompareOrdinal(text, at, word, 0, word.Length) == 0
            && (end == text.Length || !(char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'));
        at = so ? end : at;
        return so;
    }

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private ExpressionFault Unexpected() => new(
        at < text.Length
            ? $"Unsupported token '{text[at]}' at position {at}"
            : "It ends too early");
}
