using System.Globalization;
using System.Text.Json;

namespace Faultline.Services.Logs.Filters;

/// <summary>
/// The way to a value in JSON: <c>$.a.b[0]</c>, <c>$.['a.b']</c>, and one asterisk, for any member or element.
/// </summary>
internal sealed class Selector
{
    private readonly List<Step> steps = [];

    /// <summary>As it was written.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Reads on from the dollar sign.</summary>
    public static Selector Read(PatternText reader)
    {
        var selector = new Selector();
        reader.Must("$");
        var from = reader.Place - 1;
        while (reader.NextRaw is '.' or '[')
        {
            // A dot may stand before a bracket too.
            selector.steps.Add(reader.NextRaw == '.' ? AfterDot(reader) : Bracket(reader));
        }

        selector.Text = reader.Since(from);
        var wildcards = selector.steps.Count(step => step.IsAny);
        reader.Wildcards += wildcards;
        return wildcards <= 1 ? selector : throw Refusal.Pattern("A property selector can have one wildcard");
    }

    public static Selector? TryRead(string text)
    {
        try
        {
            var reader = new PatternText(text);
            var selector = Read(reader);
            return reader.IsOver && selector.steps.Count > 0 ? selector : null;
        }
        catch (Wire.AwsError)
        {
            return null;
        }
    }

    /// <summary>The values that it leads to; those of an asterisk may be many.</summary>
    public bool Any(JsonElement root, Func<JsonElement, bool> holds) => Walk(root, 0, holds);

    /// <summary>The first that it leads to.</summary>
    public JsonElement? First(JsonElement root)
    {
        JsonElement? found = null;
        Walk(root, 0, value =>
        {
            found = value;
            return true;
        });
        return found;
    }

    private bool Walk(JsonElement at, int depth, Func<JsonElement, bool> holds)
    {
        if (depth == steps.Count)
        {
            return holds(at);
        }

        var step = steps[depth];
        return (at.ValueKind, step) switch
        {
            (JsonValueKind.Object, { IsAny: true, IsElement: false }) =>
                at.EnumerateObject().Any(member => Walk(member.Value, depth + 1, holds)),
            (JsonValueKind.Array, { IsAny: true, IsElement: true }) =>
                at.EnumerateArray().Any(element => Walk(element, depth + 1, holds)),
            (JsonValueKind.Object, { Name: { } name }) =>
                at.TryGetProperty(name, out var member) && Walk(member, depth + 1, holds),
            (JsonValueKind.Array, { Index: { } index }) =>
                index < at.GetArrayLength() && Walk(at[index], depth + 1, holds),
            _ => false,
        };
    }

    private static Step AfterDot(PatternText reader)
    {
        reader.Must(".");
        if (reader.NextRaw == '[')
        {
            return Bracket(reader);
        }

        if (reader.NextRaw == '*')
        {
            reader.Must("*");
            return new() { IsAny = true };
        }

        var name = reader.While(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-');
        return name.Length > 0
            ? new() { Name = name }
            : throw Refusal.Pattern("A property selector has a dot without a name");
    }

    private static Step Bracket(PatternText reader)
    {
        reader.Must("[");
        var step = reader.Next switch
        {
            '*' => Asterisk(reader),
            '"' or '\'' => new() { Name = reader.Quoted(reader.Next) },
            _ when int.TryParse(
                reader.While(char.IsAsciiDigit), NumberStyles.None, CultureInfo.InvariantCulture, out var index) =>
                new() { Index = index },
            _ => throw Refusal.Pattern("A property selector has brackets without a number"),
        };
        reader.Must("]");
        return step;
    }

    private static Step Asterisk(PatternText reader)
    {
        reader.Must("*");
        return new() { IsAny = true, IsElement = true };
    }

    /// <summary>One step: to a member, to an element, or to any.</summary>
    private readonly record struct Step
    {
        public string? Name { get; init; }

        public int? Index { get; init; }

        public bool IsAny { get; init; }

        public bool IsElement { get; init; }
    }
}
