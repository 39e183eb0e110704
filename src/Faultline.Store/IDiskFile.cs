namespace Faultline.Store;

/// <summary>
/// One open file. What was written is there after a crash only once a sync that began later has returned. Reads come
/// from any thread; writes one at a time, each awaited before the next. A full disk throws <see cref="DiskFull"/>, any
/// other failure another <see cref="IOException"/>.
/// </summary>
public interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the span as far as the file goes, and says how far that was.</summary>
    int Read(long offset, Span<byte> into);

    /// <summary>Sets the length; new bytes are zero.</summary>
    void Resize(long length);

    /// <summary>
    /// Writes and, if asked, syncs the file before it returns; nothing to write is just a sync. It runs away from the
    /// caller's thread where that matters, and may go on there: whoever awaits it must not block.
    /// </summary>
    ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, bool sync);
}
