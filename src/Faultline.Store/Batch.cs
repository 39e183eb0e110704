namespace Faultline.Store;

/// <summary>What one operation changed in one partition: on disk it is there whole or not at all.</summary>
public sealed class Batch
{
    /// <summary>Begins the entry that now stands under the key; it ends where the next begins.</summary>
    public EntryWriter Put(Key key) => throw new NotSupportedException();

    public void Delete(Key key) => throw new NotSupportedException();

    /// <summary>Deletes every entry of a kind.</summary>
    public void Clear(byte kind) => throw new NotSupportedException();
}
