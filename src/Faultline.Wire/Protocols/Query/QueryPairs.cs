using System.Buffers;
using System.Text;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Query;

/// <summary>
/// The names and values of a form, decoded, and sorted so that all names under one prefix stand together and numbers in
/// names follow one another by value. An index is only ever compared, so a huge one costs no more than a small one.
/// </summary>
internal sealed class QueryPairs : IDisposable
{
    /// <summary>The largest API of AWS (PutMetricData, 1 MB) sends a quarter of this.</summary>
    public const int CountMax = 100_000;

    private static readonly SearchValues<byte> escapes = SearchValues.Create("%+"u8);

    private readonly byte[] bytes;
    private Pair[] pairs;
    private int end;

    public QueryPairs(ReadOnlySpan<byte> query, ReadOnlySpan<byte> body)
    {
        bytes = ArrayPool<byte>.Shared.Rent(query.Length + body.Length);
        pairs = ArrayPool<Pair>.Shared.Rent(32);
        try
        {
            Take(query);
            Take(body);
        }
        catch
        {
            Dispose();
            throw;
        }

        pairs.AsSpan(0, Count).Sort(new InOrder(bytes));
    }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Name(int index) => bytes.AsSpan(pairs[index].Name, pairs[index].NameLength);

    public ReadOnlySpan<byte> Value(int index) => bytes.AsSpan(pairs[index].Value, pairs[index].ValueLength);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<Pair>.Shared.Return(pairs);
    }

    private void Take(ReadOnlySpan<byte> form)
    {
        while (!form.IsEmpty)
        {
            var length = form.IndexOf((byte)'&');
            var pair = length < 0 ? form : form[..length];
            form = length < 0 ? [] : form[(length + 1)..];
            if (!pair.IsEmpty)
            {
                var equals = pair.IndexOf((byte)'=');
                Add(equals < 0 ? pair : pair[..equals], equals < 0 ? [] : pair[(equals + 1)..]);
            }
        }
    }

    private void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Count == CountMax)
        {
            throw new MalformedInput($"The request has more than {CountMax} parameters.");
        }

        if (Count == pairs.Length)
        {
            var larger = ArrayPool<Pair>.Shared.Rent(pairs.Length * 2);
            pairs.CopyTo(larger, 0);
            ArrayPool<Pair>.Shared.Return(pairs);
            pairs = larger;
        }

        var (nameAt, nameLength) = Decode(name);
        var (valueAt, valueLength) = Decode(value);
        pairs[Count++] = new(nameAt, nameLength, valueAt, valueLength);
    }

    private (int At, int Length) Decode(ReadOnlySpan<byte> text)
    {
        var start = end;
        var plain = text.IndexOfAny(escapes);
        var before = plain < 0 ? text.Length : plain;
        text[..before].CopyTo(bytes.AsSpan(end));
        end += before;
        end += Unescape(text[before..], bytes.AsSpan(end));
        return (start, end - start);
    }

    /// <summary>Goes byte by byte: where one byte is escaped many are, and looking for the next costs more.</summary>
    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> into)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '%')
            {
                if (i + 2 >= text.Length || !TryHex(text[i + 1], text[i + 2], out letter))
                {
                    throw new MalformedInput(
                        "A percent sign in the request is not followed by two hexadecimal digits.");
                }

                i += 2;
            }
            else if (letter == '+')
            {
                letter = (byte)' ';
            }

            into[length++] = letter;
        }

        return length;
    }

    private static bool TryHex(byte high, byte low, out byte value)
    {
        value = (byte)((Digit(high) << 4) | Digit(low));
        return char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low);
    }

    /// <summary>Letters lie above 64, and their low bits count from 1.</summary>
    private static int Digit(byte letter) => (letter & 15) + (9 * (letter >> 6));

    private readonly record struct Pair(int Name, int NameLength, int Value, int ValueLength);

    /// <summary>
    /// Segment by segment: numbers first and by value, words by their bytes, equal names as they came.
    /// </summary>
    private readonly struct InOrder(byte[] bytes) : IComparer<Pair>
    {
        public int Compare(Pair x, Pair y)
        {
            ReadOnlySpan<byte> left = bytes.AsSpan(x.Name, x.NameLength), right = bytes.AsSpan(y.Name, y.NameLength);
            var same = left.CommonPrefixLength(right);
            if (same == left.Length && same == right.Length)
            {
                return x.Name.CompareTo(y.Name);
            }

            if (same < left.Length && same < right.Length && IsLetter(left[same]) && IsLetter(right[same]))
            {
                return left[same].CompareTo(right[same]);
            }

            var start = left[..same].LastIndexOf((byte)'.') + 1;
            var order = Compare(Segment(left[start..]), Segment(right[start..]));
            return order != 0 ? order : left.Length.CompareTo(right.Length);
        }

        /// <summary>A byte that no number has, and that ends no segment.</summary>
        private static bool IsLetter(byte one) => one is not ((byte)'.' or (>= (byte)'0' and <= (byte)'9'));

        private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> rest)
        {
            var dot = rest.IndexOf((byte)'.');
            return dot < 0 ? rest : rest[..dot];
        }

        private static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
        {
            var (isNumber, otherIs) = (QueryReader.IsNumber(a), QueryReader.IsNumber(b));
            if (isNumber != otherIs)
            {
                return isNumber ? -1 : 1;
            }

            if (!isNumber)
            {
                return a.SequenceCompareTo(b);
            }

            ReadOnlySpan<byte> x = a.TrimStart((byte)'0'), y = b.TrimStart((byte)'0');
            return x.Length != y.Length ? x.Length.CompareTo(y.Length)
                : x.SequenceCompareTo(y) is var order && order != 0 ? order
                : a.Length.CompareTo(b.Length);
        }
    }
}
