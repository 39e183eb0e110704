namespace Faultline.Store;

/// <summary>What a record of a block says. Persisted: a number, once used, keeps its meaning.</summary>
internal enum RecordTag : byte
{
    /// <summary>The records that follow are of this partition: its number.</summary>
    Partition = 1,

    /// <summary>A partition begins: its number, the length of its name, its name.</summary>
    Declare = 2,

    /// <summary>A partition ends with all that it has: its number.</summary>
    Drop = 3,

    /// <summary>What now stands under a key: the key, the length of the entry, the entry.</summary>
    Put = 4,

    /// <summary>Nothing stands under a key any more: the key.</summary>
    Delete = 5,

    /// <summary>Nothing stands under any key of a kind any more: the kind.</summary>
    Clear = 6,

    /// <summary>The journal was closed in good order.</summary>
    Closed = 7,

    /// <summary>A snapshot ends: how many entries it has.</summary>
    End = 8,
}
