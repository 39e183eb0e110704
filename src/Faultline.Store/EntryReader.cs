using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>Reads what <see cref="EntryWriter"/> wrote, field by field, in the order of writing.</summary>
public ref struct EntryReader
{
    private ReadOnlySpan<byte> rest;
    private ReadOnlySpan<byte> content;
    private ulong whole;
    private int field;
    private FieldType type;

    public EntryReader(ReadOnlySpan<byte> entry) => rest = entry;

    /// <summary>Goes to the next field and gives its number; false at the end. Nobody has to read a field.</summary>
    public bool Next(out int field)
    {
        field = 0;
        if (rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        this.field = field = (int)(tag >> 3);
        type = (FieldType)(tag & 7);
        content = default;
        switch (type)
        {
            case FieldType.Whole:
                whole = Varint();
                break;
            case FieldType.Bytes or FieldType.Text16:
                content = Cut(Varint());
                break;
            case FieldType.Nested:
                content = Cut(BinaryPrimitives.ReadUInt32LittleEndian(Cut(4)));
                break;
            default:
                throw new InvariantBroken($"Field {field} of an entry is of the unknown type {(int)type}.");
        }

        return true;
    }

    public readonly string Text() => type == FieldType.Text16
        ? new(MemoryMarshal.Cast<byte, char>(content))
        : Encoding.UTF8.GetString(Bytes());

    /// <summary>The text, which is likely this very one: then no other is made.</summary>
    public readonly string Text(string? likely) =>
        likely is not null && type == FieldType.Bytes && Ascii.Equals(content, likely) ? likely : Text();

    public readonly long Whole()
    {
        Expect(FieldType.Whole);
        return (long)(whole >> 1) ^ -(long)(whole & 1);
    }

    public readonly bool Flag() => Whole() != 0;

    public readonly DateTimeOffset Time() => new(Whole(), TimeSpan.Zero);

    public readonly ReadOnlySpan<byte> Bytes()
    {
        Expect(FieldType.Bytes);
        return content;
    }

    public readonly EntryReader Nested()
    {
        Expect(FieldType.Nested);
        return new(content);
    }

    private readonly void Expect(FieldType wanted)
    {
        if (type != wanted)
        {
            throw new InvariantBroken($"Field {field} of an entry is read as {wanted} and was written as {type}.");
        }
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Cut(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvariantBroken("A number in an entry does not end.");
    }

    private ReadOnlySpan<byte> Cut(ulong count)
    {
        if (count > (ulong)rest.Length)
        {
            throw new InvariantBroken("An entry ends within a field.");
        }

        var cut = rest[..(int)count];
        rest = rest[(int)count..];
        return cut;
    }
}
