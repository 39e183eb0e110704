namespace Faultline.Store;

/// <summary>
/// Names one entry within its partition: what kind of thing it is, and which one. Kinds are persisted: a number, once
/// used, keeps its meaning for ever (tests/Faultline.Tests holds the list).
/// </summary>
public readonly record struct Key(byte Kind, ulong Number)
{
    /// <summary>The largest number that fits beside the kind.</summary>
    public const ulong NumberMax = (1UL << 56) - 1;

    internal ulong Packed => ((ulong)Kind << 56) | Number;

    internal static Key Unpack(ulong packed) => new((byte)(packed >> 56), packed & NumberMax);
}
