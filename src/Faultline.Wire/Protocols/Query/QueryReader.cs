using System.Text.Json.Nodes;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Query;

/// <summary>
/// Reads the members of an input out of sorted names such as <c>Entry.2.Attribute.1.Name</c>. Whatever is being read is
/// a run of pairs with one prefix; going down a level is finding the run in it that shares the next segment.
/// </summary>
internal sealed class QueryReader(QueryPairs pairs, QueryNames names) : ShapeReader
{
    /// <summary>Structures that contain themselves go no deeper than this.</summary>
    public const int DepthMax = 64;

    private Run[] open = new Run[8];
    private int depth = -1;
    private Run current = new(0, pairs.Count, -1);

    /// <summary>Fills the input from all pairs.</summary>
    public void Root(IStructure input)
    {
        Push(current);
        Fill(input);
    }

    public override void BeginStructure(Member member) => Push(Inside(member));

    public override Member? NextMember(Shape structure)
    {
        ref var run = ref open[depth];
        while (Next(ref run, out var segment))
        {
            if (names.Find(structure, segment) is { } member)
            {
                return member;
            }
        }

        depth--;
        return null;
    }

    public override void BeginList(Member member)
    {
        var run = Inside(member);
        Push(names.Flattened(member) ? run : Named(run, member.Shape.Item.LocationName ?? "member"));
    }

    public override bool NextItem(Shape list)
    {
        ref var run = ref open[depth];
        if (!Next(ref run, out var segment))
        {
            depth--;
            return false;
        }

        return IsNumber(segment) ? true : throw NoIndex(list);
    }

    public override void BeginMap(Member member)
    {
        var run = Inside(member);
        Push(names.Flattened(member) ? run : Named(run, "entry"));
    }

    public override string? NextKey(Shape map)
    {
        ref var run = ref open[depth];
        if (!Next(ref run, out var segment))
        {
            depth--;
            return null;
        }

        var entry = IsNumber(segment) ? current : throw NoIndex(map);
        current = Named(entry, map.Key.LocationName ?? "key");
        var key = current.Count > 0 ? String(map.Key) : throw new MalformedInput($"An entry of {map.Name} has no key.");
        current = Named(entry, map.Value.LocationName ?? "value");
        return current.Count > 0 ? key : throw new MalformedInput($"An entry of {map.Name} has no value.");
    }

    public override bool TryNull() => false;

    public override string String(Member member) => Scalars.String(Leaf(member), member);

    public override bool Boolean(Member member) =>
        Scalars.Boolean(Letters(member, stackalloc char[Scalars.BytesMax]), member);

    public override int Integer(Member member) =>
        Scalars.Integer(Letters(member, stackalloc char[Scalars.BytesMax]), member);

    public override long Long(Member member) =>
        Scalars.Long(Letters(member, stackalloc char[Scalars.BytesMax]), member);

    public override float Float(Member member) =>
        Scalars.Float(Letters(member, stackalloc char[Scalars.BytesMax]), member);

    public override double Double(Member member) =>
        Scalars.Double(Letters(member, stackalloc char[Scalars.BytesMax]), member);

    public override byte[] Blob(Member member) => Scalars.Blob(Leaf(member), member);

    public override DateTimeOffset Timestamp(Member member) =>
        Scalars.Timestamp(Letters(member, stackalloc char[Scalars.BytesMax]));

    public override JsonNode Document(Member member) =>
        throw new MalformedInput($"{member.Name} is a document, which the query protocol cannot carry.");

    /// <summary>Whether a segment of a name is an index.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> segment) =>
        !segment.IsEmpty && !segment.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>The run as something with members or items: a value of its own may only be the empty one.</summary>
    private Run Inside(Member member)
    {
        var run = current;
        while (run.Count > 0 && pairs.Name(run.From).Length == run.Offset)
        {
            if (!pairs.Value(run.From).IsEmpty)
            {
                throw new MalformedInput($"{member.Name} has a value where it should have members.");
            }

            run = run with { From = run.From + 1 };
        }

        return run;
    }

    /// <summary>Makes the pairs with the run's next segment the current value; false at the run's end.</summary>
    private bool Next(ref Run run, out ReadOnlySpan<byte> segment)
    {
        if (run.Count == 0)
        {
            segment = default;
            return false;
        }

        segment = Segment(run.From, run.Offset);
        var end = run.From + 1;
        while (end < run.To && Segment(end, run.Offset).SequenceEqual(segment))
        {
            end++;
        }

        current = new(run.From, end, run.Offset + 1 + segment.Length);
        run = run with { From = end };
        return true;
    }

    /// <summary>The part of the run under a segment; empty where there is none.</summary>
    private Run Named(Run run, string name)
    {
        while (Next(ref run, out var segment))
        {
            if (QueryNames.Same(segment, name))
            {
                return current;
            }
        }

        return default;
    }

    private ReadOnlySpan<byte> Segment(int index, int offset)
    {
        var name = pairs.Name(index);
        if (name.Length <= offset)
        {
            return [];
        }

        var rest = name[(offset + 1)..];
        var dot = rest.IndexOf((byte)'.');
        return dot < 0 ? rest : rest[..dot];
    }

    private ReadOnlySpan<byte> Leaf(Member member) =>
        pairs.Name(current.From).Length == current.Offset
            ? pairs.Value(current.From)
            : throw new MalformedInput($"{member.Name} has members where it should have a value.");

    private ReadOnlySpan<char> Letters(Member member, Span<char> room)
    {
        var bytes = Leaf(member);
        return bytes.Length <= room.Length && System.Text.Ascii.ToUtf16(bytes, room, out var length)
            == System.Buffers.OperationStatus.Done
            ? room[..length]
            : throw Scalars.Bad(member, "of its type");
    }

    private void Push(Run run)
    {
        if (depth + 1 == DepthMax)
        {
            throw new MalformedInput($"The request is nested more than {DepthMax} deep.");
        }

        if (++depth == open.Length)
        {
            Array.Resize(ref open, open.Length * 2);
        }

        open[depth] = run;
    }

    private static MalformedInput NoIndex(Shape shape) => new($"An index in {shape.Name} is not a number.");

    /// <summary>The pairs from, up to but not including to, whose names are equal up to the offset.</summary>
    private readonly record struct Run(int From, int To, int Offset)
    {
        public int Count => To - From;
    }
}
