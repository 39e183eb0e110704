using System.Globalization;

namespace Faultline.Store;

/// <summary>The numbers and names of the files of a region. Persisted.</summary>
internal static class Format
{
    public const uint Version = 1;

    /// <summary>Where the first block begins.</summary>
    public const int FileHeaderBytes = 64;

    public const int BlockHeaderBytes = 32;

    /// <summary>A position is the number of the file above these bits, and the place within it below.</summary>
    public const int PlaceBits = 40;

    public const string Segment = ".journal";
    public const string Snapshot = ".snapshot";
    public const string Unfinished = ".new";

    public static string Name(int number, string kind) => number.ToString("D10", CultureInfo.InvariantCulture) + kind;

    /// <summary>The number in a name of this kind; zero when it is none.</summary>
    public static int Number(string name, string kind) =>
        name.EndsWith(kind, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(0, name.Length - kind.Length), NumberStyles.None, null, out var number)
        && name == Name(number, kind)
            ? number
            : 0;

    public static ulong Position(int number, long offset) => ((ulong)number << PlaceBits) | (ulong)offset;

    public static long Place(ulong position) => (long)(position & ((1UL << PlaceBits) - 1));

    /// <summary>Blocks begin at multiples of eight, so that lost ones are looked for at few places.</summary>
    public static long Aligned(long offset) => (offset + 7) & ~7L;
}
