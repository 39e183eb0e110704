using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Faultline.Store;

/// <summary>
/// Writes an entry as numbered fields, so that an older reader passes over what it does not know and a newer one
/// finds its default. Field numbers are persisted: once used, they keep their meaning.
/// </summary>
public readonly struct EntryWriter
{
    private const int TypeBits = 3;

    // Null where nothing is kept: then every field costs nothing.
    private readonly ByteBuffer? to;

    internal EntryWriter(ByteBuffer? to) => this.to = to;

    /// <summary>The bytes of one entry, for whoever keeps it elsewhere than in a store.</summary>
    public static byte[] Entry(Action<EntryWriter> write)
    {
        var to = new ByteBuffer();
        write(new(to));
        return to.Written.ToArray();
    }

    /// <summary>Null is not written at all; the empty text is.</summary>
    public void Text(int field, string? value)
    {
        if (to is null || value is null)
        {
            return;
        }

        var begin = to.Length;
        var count = Encoding.UTF8.GetByteCount(value);
        Tag(to, field, FieldType.Bytes);
        to.AddVarint((ulong)count);
        var status = Utf8.FromUtf16(value, to.Add(count), out _, out _, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            to.Cut(begin);
            Tag(to, field, FieldType.Text16);
            var raw = MemoryMarshal.AsBytes(value.AsSpan());
            to.AddVarint((ulong)raw.Length);
            to.Add(raw);
        }
    }

    public void Whole(int field, long value)
    {
        if (to is null)
        {
            return;
        }

        Tag(to, field, FieldType.Whole);
        to.AddVarint((ulong)((value << 1) ^ (value >> 63)));
    }

    public void Flag(int field, bool value) => Whole(field, value ? 1 : 0);

    /// <summary>An hour to the tick, without its offset; null is not written at all.</summary>
    public void Time(int field, DateTimeOffset? value)
    {
        if (value is { } hour)
        {
            Whole(field, hour.UtcTicks);
        }
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        if (to is null)
        {
            return;
        }

        Tag(to, field, FieldType.Bytes);
        to.AddVarint((ulong)value.Length);
        to.Add(value);
    }

    /// <summary>Begins a nested entry; it ends when the returned scope is disposed.</summary>
    public Nested Nest(int field)
    {
        if (to is null)
        {
            return default;
        }

        Tag(to, field, FieldType.Nested);
        to.AddWord(0);
        return new(to, to.Length);
    }

    private static void Tag(ByteBuffer to, int field, FieldType type)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(field);
        to.AddVarint(((ulong)field << TypeBits) | (ulong)type);
    }

    /// <summary>The time during which fields belong to the nested entry.</summary>
    public readonly struct Nested : IDisposable
    {
        private readonly ByteBuffer? to;
        private readonly int begin;

        internal Nested(ByteBuffer to, int begin)
        {
            this.to = to;
            this.begin = begin;
        }

        public void Dispose()
        {
            if (to is not null)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(to.At(begin - 4, 4), (uint)(to.Length - begin));
            }
        }
    }
}
