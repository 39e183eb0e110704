using Faultline.Engines.Balancer.Http;

namespace Faultline.Engines.Balancer.Http2.Hpack;

/// <summary>Writes texts in few bits: what is frequent in heads takes fewer than a byte.</summary>
/// <remarks>
/// RFC 7541, appendix B. Codes of one length follow each other in the order of their symbols, and shorter ones come
/// first, so that the lengths say everything.
/// </remarks>
internal static class Huffman
{
    private const int Shortest = 5;
    private const int Longest = 30;
    private const int Symbols = 257;
    private const int EndOfText = 256;

    /// <summary>How many bits each symbol takes: A is 5, B is 6 and so on.</summary>
    private const string Lengths =
        "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHF"
        + "IBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIX"
        + "PRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS"
        + "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWV"
        + "Z";

    private static readonly uint[] Codes = new uint[Symbols];

    /// <summary>The symbols, by their lengths.</summary>
    private static readonly ushort[] Ordered = new ushort[Symbols];

    /// <summary>For each length: the first code, how many there are, and where their symbols begin.</summary>
    private static readonly (uint First, int Count, int Begin)[] Steps = new (uint, int, int)[Longest + 1];

    static Huffman()
    {
        var (code, begin) = (0u, 0);
        for (var length = Shortest; length <= Longest; length++, code <<= 1)
        {
            Steps[length] = (code, 0, begin);
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                if (LengthOf(symbol) == length)
                {
                    Codes[symbol] = code++;
                    Ordered[begin++] = (ushort)symbol;
                    Steps[length].Count++;
                }
            }
        }
    }

    /// <summary>How many bytes the text takes.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var bits = 0;
        foreach (var letter in text)
        {
            bits += LengthOf(letter);
        }

        return (bits + 7) / 8;
    }

    public static void Write(ReadOnlySpan<byte> text, Out into)
    {
        var (bits, count) = (0ul, 0);
        foreach (var letter in text)
        {
            bits = (bits << LengthOf(letter)) | Codes[letter];
            for (count += LengthOf(letter); count >= 8; count -= 8)
            {
                into.Add((byte)(bits >> (count - 8)));
            }
        }

        if (count > 0)
        {
            // What is left is filled with ones: the beginning of the code that ends a text.
            into.Add((byte)((bits << (8 - count)) | (0xffu >> count)));
        }
    }

    /// <summary>The text; null when the bytes are none.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> from)
    {
        var text = new byte[from.Length * 8 / Shortest];
        var (count, code, length) = (0, 0u, 0);
        foreach (var next in from)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                code = (code << 1) | ((uint)(next >> bit) & 1);
                length++;
                if (Find(code, length) is not { } symbol)
                {
                    if (length == Longest)
                    {
                        return null;
                    }

                    continue;
                }

                if (symbol == EndOfText)
                {
                    return null;
                }

                text[count++] = (byte)symbol;
                (code, length) = (0, 0);
            }
        }

        // Less than a byte of ones is all that may be left.
        return length < 8 && code == (1u << length) - 1 ? text[..count] : null;
    }

    private static int? Find(uint code, int length)
    {
        if (length < Shortest)
        {
            return null;
        }

        var (first, count, begin) = Steps[length];
        return code >= first && code - first < count ? Ordered[begin + (int)(code - first)] : null;
    }

    private static int LengthOf(int symbol) => Lengths[symbol] - 'A' + Shortest;
}
