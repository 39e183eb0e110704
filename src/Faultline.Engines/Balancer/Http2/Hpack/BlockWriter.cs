using Faultline.Engines.Balancer.Http;

namespace Faultline.Engines.Balancer.Http2.Hpack;

/// <summary>
/// Writes fields so that they need no memory at the other end: by their numbers where everybody knows them, otherwise
/// as they are.
/// </summary>
internal static class BlockWriter
{
    private const int NeverKept = 0x10;
    private const int NotKept = 0x00;
    private const int Known = 0x80;
    private const int Coded = 0x80;

    public static void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Out into)
    {
        if (KnownEntries.Find(name, value) is > 0 and var whole)
        {
            AddNumber(whole, Known, 7, into);
            return;
        }

        // What lets somebody in is not to stand in anybody's table, here or further on.
        var isSecret = name.SequenceEqual("authorization"u8) || name.SequenceEqual("cookie"u8);
        var number = KnownEntries.Find(name);
        AddNumber(number, isSecret ? NeverKept : NotKept, 4, into);
        if (number == 0)
        {
            AddText(name, into);
        }

        AddText(value, into);
    }

    private static void AddText(ReadOnlySpan<byte> text, Out into)
    {
        var length = Huffman.LengthOf(text);
        if (length < text.Length)
        {
            AddNumber(length, Coded, 7, into);
            Huffman.Write(text, into);
        }
        else
        {
            AddNumber(text.Length, 0, 7, into);
            into.Add(text);
        }
    }

    private static void AddNumber(int number, int kind, int bits, Out into)
    {
        var all = (1 << bits) - 1;
        if (number < all)
        {
            into.Add((byte)(kind | number));
            return;
        }

        into.Add((byte)(kind | all));
        for (number -= all; number >= 0x80; number >>= 7)
        {
            into.Add((byte)(number | 0x80));
        }

        into.Add((byte)number);
    }
}
