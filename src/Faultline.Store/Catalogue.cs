using System.Buffers.Binary;
using System.Text;
using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>What the records of a journal amount to: the partitions, and where their newest entries lie.</summary>
internal sealed class Catalogue
{
    private readonly Dictionary<uint, Shelf> shelves = [];

    /// <summary>The partitions that are there, by number.</summary>
    public IEnumerable<KeyValuePair<uint, Shelf>> Shelves => shelves.OrderBy(pair => pair.Key);

    /// <summary>The number that no partition had yet.</summary>
    public uint NextNumber { get; private set; } = 1;

    /// <summary>How many entries a snapshot says it has; none before its end was read.</summary>
    public long? SnapshotEntries { get; private set; }

    public long Puts { get; private set; }

    /// <summary>Takes in the records of a block, whose first byte has this place.</summary>
    public void Add(ReadOnlySpan<byte> records, ulong place)
    {
        Shelf? shelf = null;
        for (var at = 0; at < records.Length;)
        {
            var rest = records[(at + 1)..];
            switch ((RecordTag)records[at])
            {
                case RecordTag.Partition:
                    shelf = shelves[Word(rest)];
                    at += 5;
                    break;
                case RecordTag.Declare:
                    at += 9 + Declare(rest);
                    break;
                case RecordTag.Drop:
                    shelves.Remove(Word(rest));
                    at += 5;
                    break;
                case RecordTag.Put:
                    shelf!.Put(BinaryPrimitives.ReadUInt64LittleEndian(rest), place + (ulong)at + 9);
                    Puts++;
                    at += 13 + (int)Word(rest[8..]);
                    break;
                case RecordTag.Delete:
                    shelf!.Delete(BinaryPrimitives.ReadUInt64LittleEndian(rest));
                    at += 9;
                    break;
                case RecordTag.Clear:
                    shelf!.Clear(rest[0], place + (ulong)at);
                    at += 2;
                    break;
                case RecordTag.Closed:
                    at += 1;
                    break;
                case RecordTag.End:
                    SnapshotEntries = (long)BinaryPrimitives.ReadUInt64LittleEndian(rest);
                    at += 9;
                    break;
                default:
                    throw new InvariantBroken($"A journal has a record of the unknown kind {records[at]}.");
            }
        }
    }

    private static uint Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private int Declare(ReadOnlySpan<byte> rest)
    {
        var number = Word(rest);
        var length = (int)Word(rest[4..]);
        shelves[number] = new(Encoding.UTF8.GetString(rest.Slice(8, length)));
        NextNumber = Math.Max(NextNumber, number + 1);
        return length;
    }
}
