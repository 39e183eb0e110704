namespace Faultline.Store;

/// <summary>
/// Writes an entry as numbered fields, so that an older reader passes over what it does not know and a newer one
/// finds its default. Field numbers are persisted: once used, they keep their meaning.
/// </summary>
public readonly struct EntryWriter
{
    public void Text(int field, string? value) => throw new NotSupportedException();

    public void Whole(int field, long value) => throw new NotSupportedException();

    public void Flag(int field, bool value) => throw new NotSupportedException();

    public void Time(int field, DateTimeOffset? value) => throw new NotSupportedException();

    public void Bytes(int field, ReadOnlySpan<byte> value) => throw new NotSupportedException();

    /// <summary>Begins a nested entry; it ends when the returned scope is disposed.</summary>
    public Nested Nest(int field) => throw new NotSupportedException();

    public readonly struct Nested : IDisposable
    {
        public void Dispose() => throw new NotSupportedException();
    }
}
