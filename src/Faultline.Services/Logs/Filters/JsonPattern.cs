using System.Text.Json;

namespace Faultline.Services.Logs.Filters;

/// <summary>
/// What must be so of a message that is JSON: <c>{ $.code = 4* &amp;&amp; $.user NOT EXISTS }</c> ("Using filter
/// patterns to match terms in JSON log events"). A message that is none matches nothing.
/// </summary>
internal sealed class JsonPattern : FilterPattern
{
    /// <summary>"Using filter patterns to match terms in JSON log events": quotas.</summary>
    private const int WildcardsMax = 3;

    private readonly JsonTest test;

    /// <summary>Made once, not for each of a million messages.</summary>
    private readonly Func<JsonElement, bool> holds;

    private JsonPattern(JsonTest test) => (this.test, holds) = (test, test.Holds);

    public override int Regexes => test.Regexes;

    public override bool HasFields => true;

    public static new JsonPattern Read(string text)
    {
        var reader = new PatternText(text);
        var test = JsonTest.Read(reader);
        if (!reader.IsOver)
        {
            throw Refusal.Pattern($"'{reader.Next}' is not expected");
        }

        return reader.Wildcards <= WildcardsMax
            ? new(test)
            : throw Refusal.Pattern($"A filter pattern can have up to {WildcardsMax} wildcard selectors");
    }

    public override bool Matches(ReadOnlyMemory<byte> message) => Look(message, holds);

    public override bool Knows(string selector) => Selector.TryRead(selector) is not null;

    public override string? Value(ReadOnlyMemory<byte> message, string selector) =>
        Look(message, root => Selector.TryRead(selector) is { } way ? Value(root, way) : null);

    /// <summary>The values that the pattern speaks of, under the selectors as they were written.</summary>
    public override Dictionary<string, string> Values(ReadOnlyMemory<byte> message) => Look(message, root =>
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var selector in test.Selectors)
        {
            if (Value(root, selector) is { } value)
            {
                values[selector.Text] = value;
            }
        }

        return values;
    }) ?? [];

    private static string? Value(JsonElement root, Selector selector) => selector.First(root) is { } value
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        }
        : null;

    /// <summary>
    /// Looks into a message; at nothing where it is no JSON. Most of what is none is known by how it begins and ends.
    /// </summary>
    private static T? Look<T>(ReadOnlyMemory<byte> message, Func<JsonElement, T?> look)
    {
        if (message.Span.Trim(" \t\r\n"u8) is not ([(byte)'{', .., (byte)'}'] or [(byte)'[', .., (byte)']']))
        {
            return default;
        }

        try
        {
            using var json = JsonDocument.Parse(message);
            return look(json.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Half a letter in a text is only found when the text is looked at.
            return default;
        }
    }
}
