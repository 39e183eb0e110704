namespace Faultline.Services.Logs.Filters;

/// <summary>
/// A filter pattern, ready to be held against messages ("Filter pattern syntax", CloudWatch Logs user guide). It is
/// read once and never changes. Messages are UTF-8, as they are held.
/// </summary>
internal abstract class FilterPattern
{
    /// <summary>"Supported regular expressions syntax": two in one pattern of JSON or fields.</summary>
    private const int RegexesMax = 2;

    /// <summary>How many regular expressions it has.</summary>
    public abstract int Regexes { get; }

    /// <summary>It knows values by name, so that a metric may take its own and its dimensions from them.</summary>
    public virtual bool HasFields => false;

    public abstract bool Matches(ReadOnlyMemory<byte> message);

    /// <summary>Whether it can take out what is called so.</summary>
    public virtual bool Knows(string selector) => false;

    /// <summary>The value that is called so in a message; null where there is none.</summary>
    public virtual string? Value(ReadOnlyMemory<byte> message, string selector) => null;

    /// <summary>All that it takes out of a message that matches, by name.</summary>
    public virtual Dictionary<string, string> Values(ReadOnlyMemory<byte> message) => [];

    /// <summary>Reads a pattern; one that says nothing matches everything.</summary>
    public static FilterPattern Read(string text)
    {
        var trimmed = text.Trim();
        FilterPattern pattern = trimmed switch
        {
            ['{', ..] => JsonPattern.Read(Enclosed(trimmed, '{', '}')),
            ['[', ..] => FieldPattern.Read(Enclosed(trimmed, '[', ']')),
            _ => TermPattern.Read(trimmed),
        };
        return pattern.HasFields && pattern.Regexes > RegexesMax
            ? throw Refusal.Pattern($"A filter pattern can have up to {RegexesMax} regular expressions")
            : pattern;
    }

    private static string Enclosed(string text, char open, char close) => text.Length > 1 && text[^1] == close
        ? text[1..^1]
        : throw Refusal.Parameter($"If a filter pattern starts with '{open}' it must end with '{close}'");
}
