using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Constraints;

/// <summary>
/// Walks a value only to learn whether all of it fits, at no cost in memory: nearly every request does.
/// </summary>
internal sealed class ConstraintScan : ShapeWriter
{
    [ThreadStatic]
    private static ConstraintScan? spare;

    private (Shape? Structure, int Next)[] levels = new (Shape?, int)[16];
    private int depth;
    private bool fits;

    public static bool Fits(IStructure value)
    {
        // The scan is given back even if the walk throws: it is cleared when it is taken.
        var scan = spare ??= new();
        (scan.depth, scan.fits) = (0, true);
        scan.Push(value.Shape);
        value.Write(scan);
        scan.Pop();
        return scan.fits;
    }

    public override void BeginStructure(Member member, IStructure value)
    {
        See(member);
        Push(member.Shape);
    }

    public override void EndStructure(Member member) => Pop();

    public override void BeginList(Member member, int count) => Begin(member, count);

    public override void EndList(Member member) => Pop();

    public override void BeginMap(Member member, int count) => Begin(member, count);

    public override void Key(Member member, string key) => fits &= member.Shape.Limits?.Fits(key) ?? true;

    public override void EndMap(Member member) => Pop();

    public override void Null(Member member) => See(member);

    public override void String(Member member, string value)
    {
        See(member);
        fits &= member.Shape.Limits?.Fits(value) ?? true;
    }

    public override void KeptText(Member member, KeptText value)
    {
        See(member);
        fits &= member.Shape.Limits?.Fits(value.ToString()) ?? true;
    }

    public override void Boolean(Member member, bool value) => See(member);

    public override void Integer(Member member, int value) => See(member, value);

    public override void Long(Member member, long value) => See(member, value);

    public override void Float(Member member, float value) => See(member, value);

    public override void Double(Member member, double value) => See(member, value);

    public override void Blob(Member member, byte[] value) => See(member, value.Length);

    public override void Timestamp(Member member, DateTimeOffset value) => See(member);

    public override void Document(Member member, JsonNode value) => See(member);

    public override void Stream(Member member, Stream value) => See(member);

    public override void Events(Member member, IAsyncEnumerable<IStructure> value) => See(member);

    private void Begin(Member member, int count)
    {
        See(member, count);
        Push(null);
    }

    private void See(Member member, double measure)
    {
        See(member);
        fits &= member.Shape.Limits?.Fits(measure) ?? true;
    }

    /// <summary>Members come in the model's order, so those that are passed over are not set.</summary>
    private void See(Member member)
    {
        ref var level = ref levels[depth - 1];
        if (level.Structure is { } structure)
        {
            Miss(structure, level.Next, member.Index);
            level.Next = member.Index + 1;
        }
    }

    private void Miss(Shape structure, int from, int to)
    {
        var members = structure.Members;
        for (var i = from; i < to; i++)
        {
            fits &= !members[i].Required;
        }
    }

    private void Push(Shape? structure)
    {
        if (depth == levels.Length)
        {
            Array.Resize(ref levels, depth * 2);
        }

        levels[depth++] = (structure, 0);
    }

    private void Pop()
    {
        var (structure, next) = levels[--depth];
        if (structure is not null)
        {
            Miss(structure, next, structure.Members.Length);
        }
    }
}
