using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols;

/// <summary>
/// Sees to it that each union that is read has exactly one member, with one bit for each level that is open.
/// </summary>
internal struct UnionGuard
{
    /// <summary>Deeper bodies are malformed. DynamoDB's 32 levels of values take two of these each.</summary>
    public const int DepthMax = 128;

    private UInt128 chosen;

    public void Begin(Shape shape, int depth)
    {
        if (shape.Kind == ShapeKind.Union)
        {
            chosen &= ~Bit(depth);
        }
    }

    /// <summary>A member of the union is set.</summary>
    public void Choose(Shape shape, int depth)
    {
        if (shape.Kind == ShapeKind.Union)
        {
            if ((chosen & Bit(depth)) != 0)
            {
                throw Wrong(shape);
            }

            chosen |= Bit(depth);
        }
    }

    public readonly void End(Shape shape, int depth)
    {
        if (shape.Kind == ShapeKind.Union && (chosen & Bit(depth)) == 0)
        {
            throw Wrong(shape);
        }
    }

    private static UInt128 Bit(int depth) => UInt128.One << (depth % DepthMax);

    private static MalformedInput Wrong(Shape shape) =>
        new($"The union {shape.Name} must have exactly one member set.");
}
