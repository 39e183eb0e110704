namespace Faultline.Store;

/// <summary>
/// What one partition holds in memory. It is pure: the hour, ids and chance come in as arguments. Every entry is
/// absolute (the whole thing as it now is), so the newest entry of each key is all that recovery needs.
/// </summary>
public interface IState
{
    /// <summary>Hands over what changed since the last call, and forgets that it changed.</summary>
    void Flush(Batch batch);

    /// <summary>
    /// Takes back what changed since the last call of <see cref="Flush"/>, so that a turn which is given back without
    /// being kept changed nothing. False where a state cannot: then what changed is handed over all the same.
    /// </summary>
    bool TakeBack() => false;

    /// <summary>So many entries of a kind are about to be loaded: room for them can be made at once.</summary>
    void Expect(byte kind, int entries)
    {
    }

    /// <summary>Takes back one entry in recovery: each live key once, the one that was put last last.</summary>
    void Load(Key key, ReadOnlySpan<byte> entry);

    /// <summary>All entries are loaded.</summary>
    void Loaded();
}
