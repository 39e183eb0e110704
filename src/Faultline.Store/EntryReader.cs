namespace Faultline.Store;

/// <summary>Reads what <see cref="EntryWriter"/> wrote, field by field, in the order in which they were written.</summary>
public ref struct EntryReader
{
    public EntryReader(ReadOnlySpan<byte> entry) => throw new NotSupportedException();

    /// <summary>Goes to the next field and gives its number; false at the end. A field that nobody reads is passed over.</summary>
    public bool Next(out int field) => throw new NotSupportedException();

    public string Text() => throw new NotSupportedException();

    public long Whole() => throw new NotSupportedException();

    public bool Flag() => throw new NotSupportedException();

    public DateTimeOffset Time() => throw new NotSupportedException();

    public ReadOnlySpan<byte> Bytes() => throw new NotSupportedException();

    public EntryReader Nested() => throw new NotSupportedException();
}
