using System.Buffers.Binary;
using System.Text;

namespace Faultline.Store;

/// <summary>What one operation changed in one partition: on disk it is there whole or not at all.</summary>
public sealed class Batch
{
    private readonly ByteBuffer bytes = new();
    private bool kept;
    private int openLength = -1;

    internal Batch()
    {
    }

    /// <summary>Whether anything was put, deleted or cleared since the batch, or its current section, began.</summary>
    internal bool Changed { get; private set; }

    internal ReadOnlySpan<byte> Records
    {
        get
        {
            EndEntry();
            return bytes.Written;
        }
    }

    /// <summary>Begins the entry that now stands under the key; it ends where the next begins.</summary>
    public EntryWriter Put(Key key)
    {
        Changed = true;
        if (!kept)
        {
            Check(key);
            return default;
        }

        Write(RecordTag.Put, key);
        openLength = bytes.Length;
        bytes.AddWord(0);
        return new(bytes);
    }

    public void Delete(Key key)
    {
        Changed = true;
        if (kept)
        {
            Write(RecordTag.Delete, key);
        }
    }

    /// <summary>Deletes every entry of a kind.</summary>
    public void Clear(byte kind)
    {
        Changed = true;
        if (kept)
        {
            EndEntry();
            bytes.AddByte((byte)RecordTag.Clear);
            bytes.AddByte(kind);
        }
    }

    /// <summary>Puts an entry that is written already.</summary>
    internal void PutWhole(Key key, ReadOnlySpan<byte> entry)
    {
        Put(key);
        bytes.Add(entry);
    }

    /// <summary>Begins anew. A batch that is not kept only notes whether anything changed.</summary>
    internal void Begin(bool kept)
    {
        this.kept = kept;
        openLength = -1;
        Changed = false;
        bytes.Clear();
    }

    /// <summary>Begins the section of one partition, and takes it back again if nothing changes in it.</summary>
    internal int BeginSection(uint partition, string? declaredAs)
    {
        EndEntry();
        Changed = false;
        var begin = bytes.Length;
        if (!kept)
        {
            return begin;
        }

        if (declaredAs is not null)
        {
            Declare(partition, declaredAs);
        }

        bytes.AddByte((byte)RecordTag.Partition);
        bytes.AddWord(partition);
        return begin;
    }

    internal bool EndSection(int begin)
    {
        EndEntry();
        if (!Changed)
        {
            bytes.Cut(begin);
        }

        return Changed;
    }

    internal void Declare(uint partition, string name)
    {
        EndEntry();
        bytes.AddByte((byte)RecordTag.Declare);
        bytes.AddWord(partition);
        var count = Encoding.UTF8.GetByteCount(name);
        bytes.AddWord((uint)count);
        Encoding.UTF8.GetBytes(name, bytes.Add(count));
    }

    internal void Drop(uint partition)
    {
        EndEntry();
        bytes.AddByte((byte)RecordTag.Drop);
        bytes.AddWord(partition);
    }

    internal void End(long entries)
    {
        EndEntry();
        bytes.AddByte((byte)RecordTag.End);
        bytes.AddLong((ulong)entries);
    }

    private static void Check(Key key) => ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Number, Key.NumberMax);

    private void Write(RecordTag tag, Key key)
    {
        Check(key);
        EndEntry();
        bytes.AddByte((byte)tag);
        bytes.AddLong(key.Packed);
    }

    private void EndEntry()
    {
        if (openLength >= 0)
        {
            var length = (uint)(bytes.Length - openLength - 4);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.At(openLength, 4), length);
            openLength = -1;
        }
    }
}
