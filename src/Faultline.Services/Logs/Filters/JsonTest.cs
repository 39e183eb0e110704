using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Faultline.Services.Logs.Filters;

/// <summary>A condition on JSON, or several that are joined; <c>&amp;&amp;</c> binds closer than <c>||</c>.</summary>
internal abstract class JsonTest
{
    /// <summary>So many levels of parentheses, as deep as 1,024 letters need not go.</summary>
    private const int DepthMax = 64;

    public abstract int Regexes { get; }

    /// <summary>The ways to values that it speaks of.</summary>
    public abstract IEnumerable<Selector> Selectors { get; }

    public abstract bool Holds(JsonElement root);

    public static JsonTest Read(PatternText reader) => Any(reader, 0);

    private static JsonTest Any(PatternText reader, int depth)
    {
        var parts = new List<JsonTest>();
        do
        {
            parts.Add(All(reader, depth));
        }
        while (reader.Take("||"));
        return parts is [var only] ? only : new Joined(parts, isAll: false);
    }

    private static JsonTest All(PatternText reader, int depth)
    {
        var parts = new List<JsonTest>();
        do
        {
            parts.Add(One(reader, depth));
        }
        while (reader.Take("&&"));
        return parts is [var only] ? only : new Joined(parts, isAll: true);
    }

    private static JsonTest One(PatternText reader, int depth)
    {
        if (reader.Take("("))
        {
            var inside = depth < DepthMax
                ? Any(reader, depth + 1)
                : throw Refusal.Pattern("Parentheses go too deep");
            reader.Must(")");
            return inside;
        }

        var selector = Selector.Read(reader);
        if (reader.TakeKeyword("NOT"))
        {
            return reader.TakeKeyword("EXISTS")
                ? new Missing(selector)
                : throw Refusal.Pattern("EXISTS is expected after NOT");
        }

        if (reader.TakeKeyword("IS"))
        {
            return new Being(selector, reader.TakeKeyword("NULL") ? JsonValueKind.Null
                : reader.TakeKeyword("TRUE") ? JsonValueKind.True
                : reader.TakeKeyword("FALSE") ? JsonValueKind.False
                : throw Refusal.Pattern("NULL, TRUE or FALSE is expected after IS"));
        }

        return new Compared(selector, Comparison.Read(reader, BelongsToValue));
    }

    private static bool BelongsToValue(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '*' or '+' or '-' or ':' or '/';

    private sealed class Joined(List<JsonTest> parts, bool isAll) : JsonTest
    {
        public override int Regexes => parts.Sum(part => part.Regexes);

        public override IEnumerable<Selector> Selectors => parts.SelectMany(part => part.Selectors);

        public override bool Holds(JsonElement root)
        {
            foreach (var part in parts)
            {
                if (part.Holds(root) != isAll)
                {
                    return !isAll;
                }
            }

            return isAll;
        }
    }

    private sealed class Missing(Selector selector) : JsonTest
    {
        public override int Regexes => 0;

        public override IEnumerable<Selector> Selectors => [selector];

        public override bool Holds(JsonElement root) => !selector.Any(root, static _ => true);
    }

    private sealed class Being(Selector selector, JsonValueKind kind) : JsonTest
    {
        private readonly Func<JsonElement, bool> isSo = value => value.ValueKind == kind;

        public override int Regexes => 0;

        public override IEnumerable<Selector> Selectors => [selector];

        public override bool Holds(JsonElement root) => selector.Any(root, isSo);
    }

    /// <summary>Only a text or a number is compared; of what is something else, or not there, nothing holds.</summary>
    private sealed class Compared(Selector selector, Comparison comparison) : JsonTest
    {
        private readonly bool hasRegex = comparison.Regex is not null;
        private readonly Func<JsonElement, bool> holds = value => value.ValueKind switch
        {
            JsonValueKind.String => comparison.Holds(Text(value)),
            JsonValueKind.Number => comparison.Holds(JsonMarshal.GetRawUtf8Value(value)),
            _ => false,
        };

        public override int Regexes => hasRegex ? 1 : 0;

        public override IEnumerable<Selector> Selectors => [selector];

        public override bool Holds(JsonElement root) => selector.Any(root, holds);

        /// <summary>The text as it stands there, unless something in it is escaped.</summary>
        private static ReadOnlySpan<byte> Text(JsonElement value)
        {
            var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
            return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(value.GetString()!) : raw;
        }
    }
}
