namespace Faultline.Store;

/// <summary>How a field of an entry is written. Persisted: a number, once used, keeps its meaning.</summary>
internal enum FieldType : byte
{
    /// <summary>A varint, the sign in its lowest bit.</summary>
    Whole = 0,

    /// <summary>A varint length and so many bytes; text is UTF-8.</summary>
    Bytes = 1,

    /// <summary>A length of four bytes and an entry of so many bytes.</summary>
    Nested = 2,

    /// <summary>As <see cref="Bytes"/>, in UTF-16: text with half of a pair, which UTF-8 cannot say.</summary>
    Text16 = 3,
}
