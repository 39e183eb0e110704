using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>A snapshot as it is written: blocks as in a segment, the last with the number of entries.</summary>
internal sealed class SnapshotFile : IDisposable
{
    /// <summary>Synced in parts, so that the journal never waits for the whole of it.</summary>
    private const int SyncBytes = 4 << 20;

    private readonly IDiskFile file;
    private readonly FileHeader head;
    private readonly Block block = new();
    private ulong previous;
    private long synced;

    private SnapshotFile(IDiskFile file, FileHeader head)
    {
        this.file = file;
        this.head = head;
    }

    public long Length { get; private set; }

    public static async Task<SnapshotFile> Make(IDisk disk, string path, int number, Dice dice)
    {
        var file = disk.Open(path);
        var made = new SnapshotFile(file, new(IsSnapshot: true, number, dice.Next()));
        file.Resize(0);
        var head = made.head.Bytes();
        await file.Write(0, head, sync: false);
        made.Length = head.Length;
        return made;
    }

    public async ValueTask Write(Batch batch, bool isLast)
    {
        block.Clear();
        block.Add(batch.Records);
        var position = Format.Position(head.Number, Length);
        var bytes = block.Seal(position, previous, head.Salt);
        var sync = isLast || Length + bytes.Length - synced > SyncBytes;
        await file.Write(Length, bytes, sync);
        previous = position;
        Length += bytes.Length;
        synced = sync ? Length : synced;
    }

    public void Dispose() => file.Dispose();
}
