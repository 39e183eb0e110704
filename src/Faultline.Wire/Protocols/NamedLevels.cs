namespace Faultline.Wire.Protocols;

/// <summary>
/// The open levels of a value that is being written: whether values have names there, as in structures they do.
/// </summary>
internal sealed class NamedLevels
{
    private bool[] outer = new bool[32];
    private int depth;

    /// <summary>Values at the innermost level have names.</summary>
    public bool Named { get; private set; }

    public void Push(bool named)
    {
        if (depth == outer.Length)
        {
            Array.Resize(ref outer, depth * 2);
        }

        outer[depth++] = Named;
        Named = named;
    }

    public void Pop() => Named = outer[--depth];

    public void Clear() => (depth, Named) = (0, false);
}
