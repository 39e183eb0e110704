using System.Globalization;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Times;
using YamlDotNet.RepresentationModel;

namespace Faultline.Drills.Plans;

/// <summary>
/// A mapping of the file: what it may hold is known, what it holds besides is noted with the nearest name, and each
/// value is read as what it should be.
/// </summary>
internal sealed class Fields
{
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);
    private readonly string what;
    private readonly Problems problems;

    private Fields(YamlNode node, string what, Problems problems) => (Node, this.what, this.problems) =
        (node, what, problems);

    public YamlNode Node { get; }

    public IEnumerable<string> Names => values.Keys;

    /// <summary>The mapping; null where something else stands there, which is noted.</summary>
    public static Fields? Of(YamlNode node, string what, IReadOnlyCollection<string> known, Problems problems)
    {
        if (node is not YamlMappingNode mapping)
        {
            problems.At(node, $"{what} is a mapping with {List(known)}.");
            return null;
        }

        var fields = new Fields(node, what, problems);
        foreach (var (name, value) in mapping.Children)
        {
            var text = name is YamlScalarNode { Value: { } key } ? key : $"{name}";
            if (!known.Contains(text))
            {
                problems.At(name, $"'{text}' is unknown in {what}.{Nearest.To(text, known)} Known are {List(known)}.");
            }
            else if (value is not YamlScalarNode { Value: null or "" } || Quoted(value))
            {
                fields.values[text] = value;
            }
        }

        return fields;
    }

    /// <summary>The entries of a mapping whose keys are names that the file chooses.</summary>
    public static IEnumerable<(string Name, YamlNode Key, YamlNode Value)> Entries(
        YamlNode? node, string what, Problems problems)
    {
        if (node is null)
        {
            yield break;
        }

        if (node is not YamlMappingNode mapping)
        {
            problems.At(node, $"{what} is a mapping of names to what they are.");
            yield break;
        }

        foreach (var (name, value) in mapping.Children)
        {
            if (name is YamlScalarNode { Value.Length: > 0 } scalar)
            {
                yield return (scalar.Value, name, value);
            }
            else
            {
                problems.At(name, $"a name stands here, in {what}.");
            }
        }
    }

    /// <summary>The items of a list.</summary>
    public static IEnumerable<YamlNode> Items(YamlNode? node, string what, Problems problems)
    {
        if (node is YamlSequenceNode list)
        {
            return list.Children;
        }

        if (node is not null)
        {
            problems.At(node, $"{what} is a list.");
        }

        return [];
    }

    public bool Has(string key) => values.ContainsKey(key);

    public YamlNode? Get(string key) => values.GetValueOrDefault(key);

    public string? Text(string key)
    {
        if (Get(key) is not { } node)
        {
            return null;
        }

        if (node is YamlScalarNode { Value: { } text })
        {
            return text;
        }

        problems.At(node, $"{key} in {what} is a text.");
        return null;
    }

    /// <summary>A text that must be there; empty where it is not, which is noted.</summary>
    public string Needed(string key, string example)
    {
        var text = Text(key);
        if (text is null && !Has(key))
        {
            problems.At(Node, $"{what} needs {key}, as `{key}: {example}`.");
        }

        return text ?? "";
    }

    public TimeSpan? Span(string key, bool orNone = true)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (Spans.TryRead(text, out var span) && span < TimeSpan.FromDays(1)
            && (orNone ? span >= TimeSpan.Zero : span > TimeSpan.Zero))
        {
            return span;
        }

        var least = orNone ? "" : "longer than no time, ";
        problems.At(Get(key)!, $"{key} in {what} is a span of time {least}below a day, as 500ms, 10s or 2m; "
            + $"not '{text}'.");
        return null;
    }

    /// <summary>A share: <c>99%</c> or <c>0.99</c>.</summary>
    public double? Share(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var percent = text.EndsWith('%');
        if (double.TryParse(
                percent ? text[..^1].Trim() : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && (percent ? number / 100 : number) is >= 0 and <= 1 and var share)
        {
            return share;
        }

        problems.At(Get(key)!, $"{key} in {what} is a share, as 99% or 0.99; not '{text}'.");
        return null;
    }

    public double? Number(string key, double above, double max)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number > above && number <= max)
        {
            return number;
        }

        problems.At(Get(key)!, string.Create(
            CultureInfo.InvariantCulture, $"{key} in {what} is a number above {above} and up to {max}; not '{text}'."));
        return null;
    }

    public long? Whole(string key, long min, long max)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
        {
            return number;
        }

        problems.At(Get(key)!, $"{key} in {what} is a whole number from {min} to {max}; not '{text}'.");
        return null;
    }

    public bool Flag(string key)
    {
        var text = Text(key);
        if (text is not (null or "true" or "false"))
        {
            problems.At(Get(key)!, $"{key} in {what} is true or false; not '{text}'.");
        }

        return text == "true";
    }

    public string OneOf(string key, string unless, params string[] known)
    {
        if (Text(key) is not { } text)
        {
            return unless;
        }

        if (known.Contains(text))
        {
            return text;
        }

        problems.At(Get(key)!, $"{key} in {what} is one of {List(known)}; not '{text}'.{Nearest.To(text, known)}");
        return unless;
    }

    private static bool Quoted(YamlNode node) =>
        node is YamlScalarNode { Style: not YamlDotNet.Core.ScalarStyle.Plain };

    private static string List(IEnumerable<string> known) => string.Join(", ", known);
}
