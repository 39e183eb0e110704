using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Faultline.Wire.Protocols.Query;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Constraints;

/// <summary>
/// Walks a value that does not fit, and says what fails, where, in AWS's words. A list speaks for its plain items, and
/// a map for its keys and values; only structures inside them speak for themselves.
/// </summary>
internal sealed class ConstraintReport(ReportNames names) : ShapeWriter
{
    /// <summary>AWS names no more than this many failures at once.</summary>
    private const int FailuresMax = 10;

    private const string Hidden = "***Sensitive Data Redacted***";

    private readonly List<Failure> failures = [];
    private readonly Stack<Level> levels = new();

    /// <summary>The whole message, as in <c>1 validation error detected: Value null at ...</c>.</summary>
    public static string Of(IStructure value, ReportNames names)
    {
        var failures = Walk(value, names);
        var count = Math.Min(failures.Count, FailuresMax);
        return $"{count} validation error{(count == 1 ? "" : "s")} detected: "
            + string.Join("; ", failures.Take(count).Select(failure => failure.Sentence));
    }

    /// <summary>What fails first, for services that speak of one thing at a time.</summary>
    public static Failure FirstOf(IStructure value, ReportNames names) => Walk(value, names)[0];

    private static List<Failure> Walk(IStructure value, ReportNames names)
    {
        var report = new ConstraintReport(names);
        report.levels.Push(new("", value.Shape, 0));
        value.Write(report);
        report.Miss(report.levels.Peek(), value.Shape.Members.Length);
        return report.failures;
    }

    public override void BeginStructure(Member member, IStructure value) => Push(member);

    public override void EndStructure(Member member)
    {
        Miss(levels.Peek(), member.Shape.Members.Length);
        var level = levels.Pop();
        Add(member.Shape.Sensitive ? Hidden : $"{member.Shape.Name}({string.Join(", ", level.Texts)})", member);
    }

    public override void BeginList(Member member, int count) => Push(member);

    public override void EndList(Member member)
    {
        var level = levels.Pop();
        var text = $"[{string.Join(", ", level.Texts)}]";
        var limits = member.Shape.Item.Shape.Limits;
        var item = level.ValueBroken ? $"Member must satisfy constraint: {limits?.All()}" : null;
        EndContainer(member, level, text, [item]);
    }

    public override void BeginMap(Member member, int count) => Push(member);

    public override void Key(Member member, string key)
    {
        var level = levels.Peek();
        level.Key = key;
        level.KeyBroken |= !(member.Shape.Limits?.Fits(key) ?? true);
    }

    public override void EndMap(Member member)
    {
        var level = levels.Pop();
        var text = $"{{{string.Join(", ", level.Texts)}}}";
        var shape = member.Shape;
        var key = level.KeyBroken ? $"Map keys must satisfy constraint: {shape.Key.Shape.Limits?.All()}" : null;
        var value = level.ValueBroken ? $"Map value must satisfy constraint: {shape.Value.Shape.Limits?.All()}" : null;
        EndContainer(member, level, text, [key, value]);
    }

    public override void Null(Member member)
    {
        See(member);
        Add("null", member);
    }

    public override void String(Member member, string value) =>
        Judge(member, value, member.Shape.Limits?.Broken(value) ?? []);

    public override void Boolean(Member member, bool value) => Judge(member, value ? "true" : "false", []);

    public override void Integer(Member member, int value) => Judge(member, $"{value}", value);

    public override void Long(Member member, long value) => Judge(member, $"{value}", value);

    public override void Float(Member member, float value) => Judge(member, Java(value, $"{value}"), value);

    public override void Double(Member member, double value) => Judge(member, Java(value, $"{value}"), value);

    // The services show a buffer by its place and size, not by its bytes.
    public override void Blob(Member member, byte[] value) =>
        Judge(member, $"java.nio.HeapByteBuffer[pos=0 lim={value.Length} cap={value.Length}]", value.Length);

    public override void Timestamp(Member member, DateTimeOffset value) =>
        Judge(member, value.UtcDateTime.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture), []);

    public override void Document(Member member, JsonNode value) => Judge(member, value.ToJsonString(), []);

    public override void Stream(Member member, Stream value) => See(member);

    public override void Events(Member member, IAsyncEnumerable<IStructure> value) => See(member);

    private static string Java(double value, string text) => value == Math.Truncate(value) && !text.Contains('E')
        ? text + ".0"
        : text;

    private void Judge(Member member, string text, double measure) =>
        Judge(member, text, member.Shape.Limits?.Broken(measure) ?? []);

    private void Judge(Member member, string text, IEnumerable<string> broken)
    {
        See(member);
        Fail(member, Path(member), text, broken, failures.Count);
        Add(member.Shape.Sensitive ? Hidden : text, member);
    }

    private void EndContainer(Member member, Level level, string text, IEnumerable<string?> inside)
    {
        // What a container says of itself and its items stands before what structures inside it say.
        var own = Path(member);
        var at = level.FailuresBefore;
        at += Fail(member, own, text, member.Shape.Limits?.Broken(level.Texts.Count) ?? [], at);
        foreach (var sentence in inside.OfType<string>())
        {
            failures.Insert(at++, Failed(member, own, text, sentence));
        }

        Add(member.Shape.Sensitive ? Hidden : text, member);
    }

    private int Fail(Member member, string path, string text, IEnumerable<string> broken, int at)
    {
        var outer = levels.Peek();
        var count = 0;
        foreach (var sentence in broken)
        {
            if (outer.Structure is null)
            {
                outer.ValueBroken = true;
            }
            else
            {
                failures.Insert(at + count++, Failed(member, path, text, sentence));
            }
        }

        return count;
    }

    private static Failure Failed(Member member, string path, string text, string sentence)
    {
        var shown = member.Shape.Sensitive ? "" : $" '{text}'";
        return new(
            member,
            path,
            member.Shape.Sensitive ? Hidden : text,
            $"Value{shown} at '{path}' failed to satisfy constraint: {sentence}");
    }

    private void Push(Member member)
    {
        See(member);
        var structure = member.Shape.Kind is ShapeKind.Structure or ShapeKind.Union ? member.Shape : null;
        levels.Push(new(Path(member), structure, failures.Count));
    }

    private void See(Member member)
    {
        var level = levels.Peek();
        if (level.Structure is not null)
        {
            Miss(level, member.Index);
            level.Next = member.Index + 1;
        }
    }

    private void Miss(Level level, int to)
    {
        for (; level.Next < to; level.Next++)
        {
            var member = level.Structure!.Members[level.Next];
            if (member.Required)
            {
                var path = Join(level.Path, NameOf(member));
                failures.Add(new(
                    member,
                    path,
                    null,
                    $"Value null at '{path}' failed to satisfy constraint: Member must not be null"));
            }
        }
    }

    /// <summary>Notes the value's text with the level that it stands in.</summary>
    private void Add(string text, Member member)
    {
        var level = levels.Peek();
        level.Texts.Add(
            level.Structure is not null ? $"{NameOf(member)}={text}"
            : level.Key is { } key ? $"{key}={text}"
            : text);
    }

    private string Path(Member member)
    {
        var level = levels.Peek();
        return level.Structure is not null ? Join(level.Path, NameOf(member))
            : names == ReportNames.Query ? $"{level.Path}.{level.Texts.Count + 1}{(level.Key is null ? "" : ".Value")}"
            : $"{level.Path}.{level.Key ?? (level.Texts.Count + 1).ToString(CultureInfo.InvariantCulture)}.member";
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private string NameOf(Member member) => names switch
    {
        ReportNames.Query => QueryNames.Shown(member),
        ReportNames.Wire => Camel(member.WireName),
        _ => Camel(member.Name),
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>One thing that is wrong: where, what stands there (null: nothing), and the sentence.</summary>
    internal sealed record Failure(Member Member, string Path, string? Value, string Sentence);

    private sealed class Level(string path, Shape? structure, int failuresBefore)
    {
        public string Path { get; } = path;

        public Shape? Structure { get; } = structure;

        public int FailuresBefore { get; } = failuresBefore;

        public List<string> Texts { get; } = [];

        public int Next { get; set; }

        public string? Key { get; set; }

        public bool KeyBroken { get; set; }

        public bool ValueBroken { get; set; }
    }
}
