namespace Faultline.Store;

/// <summary>The entries of a <see cref="Shelf"/>, in pieces: a pile that grows is not copied.</summary>
internal sealed class Pile
{
    private const int PieceBits = 16;
    private const int PieceMask = (1 << PieceBits) - 1;
    private const int FirstPiece = 16;

    private Entry[][] pieces = [new Entry[FirstPiece]];

    public int Count { get; private set; }

    public ref Entry this[int at] => ref pieces[at >> PieceBits][at & PieceMask];

    public ref Entry Add(ulong key, ulong place)
    {
        var at = Count++;
        var piece = at >> PieceBits;
        if (piece == pieces.Length)
        {
            Array.Resize(ref pieces, piece * 2);
        }

        ref var entries = ref pieces[piece];
        if (entries is null)
        {
            entries = new Entry[1 << PieceBits];
        }
        else if ((at & PieceMask) == entries.Length)
        {
            // Only the first piece is ever short: most partitions are.
            Array.Resize(ref entries, entries.Length * 2);
        }

        ref var entry = ref entries[at & PieceMask];
        entry = new() { Key = key, Place = place };
        return ref entry;
    }

    /// <summary>Forgets all entries from this one on; they can be read until others take their place.</summary>
    public void Cut(int count) => Count = count;

    /// <summary>One entry. Its place is zero once another of the same key came, or none.</summary>
    internal struct Entry
    {
        public ulong Key;
        public ulong Place;
        public int Next;
    }
}
