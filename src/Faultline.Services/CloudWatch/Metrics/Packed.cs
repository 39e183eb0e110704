using System.Buffers.Binary;
using Faultline.Kernel;

namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>Buckets as bytes: what is the same as in the one before, or plain from the rest, is not written.</summary>
internal sealed class Packed
{
    private byte[] bytes = new byte[256];
    private int length;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Count = 1,
        Bounds = 2,
        Spread = 4,
        Rounded = 8,
    }

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Whole(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        Room(10);
        while (rest >= 0x80)
        {
            bytes[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        bytes[length++] = (byte)rest;
    }

    public void Bucket(in Bucket bucket)
    {
        var parts = Parts.None;
        parts |= bucket.Count.Equals(1) ? 0 : Parts.Count;
        parts |= bucket.Min.Equals(bucket.Max) && bucket.Sum.Equals(bucket.Min * bucket.Count) ? 0 : Parts.Bounds;
        parts |= bucket.Spread is null ? 0 : Parts.Spread;
        parts |= bucket.Spread?.IsRounded == true ? Parts.Rounded : 0;
        Room(1);
        bytes[length++] = (byte)parts;
        if (parts.HasFlag(Parts.Count))
        {
            Number(bucket.Count);
        }

        Number(parts.HasFlag(Parts.Bounds) ? bucket.Sum : bucket.Min);
        if (parts.HasFlag(Parts.Bounds))
        {
            Number(bucket.Min);
            Number(bucket.Max);
        }

        if (bucket.Spread is { } spread)
        {
            Whole(spread.Length);
            for (var i = 0; i < spread.Length; i++)
            {
                Number(spread.Values[i]);
                Number(spread.Counts[i]);
            }
        }
    }

    private void Number(double value)
    {
        Room(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(length), value);
        length += sizeof(double);
    }

    private void Room(int more)
    {
        if (length + more > bytes.Length)
        {
            Array.Resize(ref bytes, bytes.Length * 2);
        }
    }

    /// <summary>Reads what was written, in the same order.</summary>
    public ref struct Reader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> rest = rest;

        public readonly bool IsAtEnd => rest.IsEmpty;

        public long Whole()
        {
            var value = 0UL;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var next = rest[0];
                rest = rest[1..];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return (long)(value >> 1) ^ -(long)(value & 1);
                }
            }

            throw new InvariantBroken("A number among packed buckets does not end.");
        }

        public Bucket Bucket()
        {
            var parts = (Parts)rest[0];
            rest = rest[1..];
            var count = parts.HasFlag(Parts.Count) ? Number() : 1;
            var first = Number();
            var bucket = parts.HasFlag(Parts.Bounds)
                ? new Bucket { Count = count, Sum = first, Min = Number(), Max = Number() }
                : Metrics.Bucket.Of(first, count);
            if (parts.HasFlag(Parts.Spread))
            {
                var length = (int)Whole();
                var (values, counts) = (new double[length], new double[length]);
                for (var i = 0; i < length; i++)
                {
                    (values[i], counts[i]) = (Number(), Number());
                }

                bucket.Spread = Spread.From(values, counts, parts.HasFlag(Parts.Rounded));
            }

            return bucket;
        }

        private double Number()
        {
            var value = BinaryPrimitives.ReadDoubleLittleEndian(rest);
            rest = rest[sizeof(double)..];
            return value;
        }
    }
}
