using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Faultline.Services.Logs.Filters;

/// <summary>
/// What a value is held against: a number, a text that an asterisk may begin or end, or a regular expression. An
/// asterisk within a text is only itself.
/// </summary>
internal sealed class Comparison
{
    private readonly Relation relation;
    private readonly byte[] text = [];
    private readonly double? number;
    private readonly bool isOpenBefore;
    private readonly bool isOpenAfter;

    private Comparison(Relation relation, PatternRegex regex) => (this.relation, Regex) = (relation, regex);

    private Comparison(Relation relation, string said, bool isQuoted)
    {
        this.relation = relation;
        if (!isQuoted && IsNumber(said, out var value))
        {
            number = value;
        }

        var body = said.AsSpan();
        isOpenBefore = body is ['*', ..];
        body = isOpenBefore ? body[1..] : body;
        isOpenAfter = body is [.., '*'] || (isOpenBefore && body.IsEmpty);
        text = Encoding.UTF8.GetBytes((body is [.., '*'] ? body[..^1] : body).ToString());
    }

    public PatternRegex? Regex { get; }

    /// <summary>Reads <c>= 400</c>, <c>!= "a*"</c>, <c>= %re%</c>, with what an unquoted text may be made of.</summary>
    public static Comparison Read(PatternText reader, Func<char, bool> belongs)
    {
        var relation = reader.Take("!=") ? Relation.Unequal
            : reader.Take("<=") ? Relation.AtMost
            : reader.Take(">=") ? Relation.AtLeast
            : reader.Take("<") ? Relation.Less
            : reader.Take(">") ? Relation.More
            : reader.Take("=") ? Relation.Equal
            : throw Refusal.Pattern("An operator is expected after a name");
        var isOrder = relation is not (Relation.Equal or Relation.Unequal);
        if (reader.Next == '%' && !isOrder)
        {
            return new(relation, reader.Regex());
        }

        var isQuoted = reader.Next == '"';
        var said = isQuoted ? reader.Quoted() : reader.While(belongs);
        if ((said.Length == 0 && !isQuoted) || (isOrder && (isQuoted || !IsNumber(said, out _))))
        {
            throw Refusal.Pattern(isOrder ? $"'{said}' is not a number" : "A value is expected after an operator");
        }

        return new(relation, said, isQuoted);
    }

    public bool Holds(ReadOnlySpan<byte> value)
    {
        if (number is { } wanted && TryNumber(value, out var given))
        {
            return relation switch
            {
                Relation.Equal => given == wanted,
                Relation.Unequal => given != wanted,
                Relation.Less => given < wanted,
                Relation.More => given > wanted,
                Relation.AtMost => given <= wanted,
                _ => given >= wanted,
            };
        }

        return relation switch
        {
            Relation.Equal => IsLike(value),
            Relation.Unequal => !IsLike(value),
            _ => false,
        };
    }

    private bool IsLike(ReadOnlySpan<byte> value) =>
        Regex?.IsIn(value) ?? (isOpenBefore, isOpenAfter) switch
        {
            (true, true) => value.IndexOf(text) >= 0,
            (true, false) => value.EndsWith(text),
            (false, true) => value.StartsWith(text),
            _ => value.SequenceEqual(text),
        };

    private static bool IsNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite & ~NumberStyles.AllowLeadingWhite,
            CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out var read) && read == text.Length && double.IsFinite(value);

    private enum Relation
    {
        Equal,
        Unequal,
        Less,
        More,
        AtMost,
        AtLeast,
    }
}
