using System.Numerics;
using System.Runtime.InteropServices;

namespace Faultline.Store;

/// <summary>CRC32C, which the processor computes, over bytes that may come in parts.</summary>
internal static class Checksum
{
    public const uint Begin = uint.MaxValue;

    public static uint Continue(uint state, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            state = BitOperations.Crc32C(state, word);
        }

        foreach (var one in bytes[(words.Length * 8)..])
        {
            state = BitOperations.Crc32C(state, one);
        }

        return state;
    }

    public static uint End(uint state) => ~state;
}
