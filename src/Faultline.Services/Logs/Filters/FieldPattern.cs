using System.Text;

namespace Faultline.Services.Logs.Filters;

/// <summary>
/// Fields of a message whose words stand between white space, by their places: <c>[ip, ..., status = 4*, bytes]</c>.
/// What stands in brackets or double quotes is one field, and the last field takes what is left, unless an ellipsis
/// does ("Using filter patterns to match terms in space-delimited log events").
/// </summary>
internal sealed class FieldPattern : FilterPattern
{
    private const string Ellipsis = "...";

    private readonly List<Field> fields = [];

    /// <summary>The place of the ellipsis among the fields; -1 where there is none.</summary>
    private int gap = -1;

    public override int Regexes => fields.Sum(each => each.Test?.Regexes ?? 0);

    public override bool HasFields => true;

    public static new FieldPattern Read(string text)
    {
        var pattern = new FieldPattern();
        var reader = new PatternText(text);
        if (reader.IsOver)
        {
            // No field at all: any message, whose words are numbered.
            pattern.gap = 0;
            return pattern;
        }

        do
        {
            pattern.ReadField(reader);
        }
        while (reader.Take(","));
        return reader.IsOver ? pattern : throw Refusal.Pattern($"A comma is expected at '{reader.Next}'");
    }

    public override bool Matches(ReadOnlyMemory<byte> message)
    {
        var words = Cut(message.Span);
        if (words.Count < fields.Count)
        {
            return false;
        }

        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Test is { } test && !test.Holds(message.Span[words[PlaceOf(i, words.Count)]]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Knows(string selector) =>
        fields.Exists(field => field.Name.Length > 0 && selector.AsSpan(1).SequenceEqual(field.Name))
        || (int.TryParse(selector.AsSpan(1), out var place) && place > 0);

    public override string? Value(ReadOnlyMemory<byte> message, string selector) =>
        Values(message).GetValueOrDefault(selector);

    public override Dictionary<string, string> Values(ReadOnlyMemory<byte> message)
    {
        var words = Cut(message.Span);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new string[words.Count];
        for (var i = 0; i < fields.Count && fields.Count <= words.Count; i++)
        {
            names[PlaceOf(i, words.Count)] = fields[i].Name;
        }

        for (var i = 0; i < words.Count; i++)
        {
            values[$"${(names[i] is { Length: > 0 } name ? name : i + 1)}"] =
                Encoding.UTF8.GetString(message.Span[words[i]]);
        }

        return values;
    }

    private void ReadField(PatternText reader)
    {
        if (reader.Take(Ellipsis) || reader.Take("…"))
        {
            gap = gap < 0 ? fields.Count : throw Refusal.Pattern("There can be one ellipsis");
            return;
        }

        var name = reader.Next is ',' or '\0' ? "" : reader.While(IsOfName);
        if (name.Length > 0 && fields.Exists(field => field.Name == name))
        {
            throw Refusal.Pattern($"The field '{name}' is there twice");
        }

        fields.Add(new(name, reader.Next is ',' or '\0' ? null : FieldTest.Read(reader, name, IsOfName)));
    }

    private List<Range> Cut(ReadOnlySpan<byte> message) =>
        gap < 0 ? Words.Of(message, fields.Count) : Words.Of(message, int.MaxValue);

    private int PlaceOf(int field, int words) => gap < 0 || field < gap ? field : words - fields.Count + field;

    private static bool IsOfName(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '-';

    private sealed record Field(string Name, FieldTest? Test);
}
