namespace Faultline.Store;

/// <summary>One open file. What was written is there after a crash only once a sync that began later has returned.</summary>
public interface IDiskFile : IDisposable
{
    long Length { get; }

    int Read(long offset, Span<byte> into);

    /// <summary>Sets the length; new bytes are zero.</summary>
    void Resize(long length);

    /// <summary>Writes and, if asked, syncs before it returns. Runs away from the caller's thread where that matters.</summary>
    ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, bool sync);
}
