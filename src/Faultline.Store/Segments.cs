using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>
/// The files that the journal is written to, one block at a time. The next one is made ahead, of a spare one or zeroed
/// and synced, since a sync of bytes that have their place on the disk already costs half.
/// </summary>
internal sealed class Segments(IDisk disk, Dice dice, StoreOptions options, Spares spares) : IDisposable
{
    /// <summary>A segment is made ahead in steps, so that the journal's own syncs get in between.</summary>
    private const int StepBytes = 4 << 20;

    private static readonly byte[] Zeros = new byte[1 << 20];

    private IDiskFile? file;
    private FileHeader header;
    private long length;
    private long offset;
    private ulong previous;
    private Task<FileHeader>? spare;

    /// <summary>The segment that is written now.</summary>
    public int Number => header.Number;

    /// <summary>The block that was written last.</summary>
    public ulong Last => previous;

    /// <summary>Goes on where recovery found the end, or begins.</summary>
    public async ValueTask Begin(Recovery found)
    {
        previous = found.Last;
        if (!found.IsMade)
        {
            Enter(await Make(found.Segment, options.SegmentBytesMin));
            return;
        }

        var name = Format.Name(found.Segment, Format.Segment);
        file = disk.Open(name);
        header = FileHeader.Read(file, name);
        length = file.Length;
        offset = found.Offset;
        // What recovery read of the last block may never have reached the disk; nobody is to build on it before it has.
        // After a sync that failed, another proves nothing about what was written before: so it is written again.
        var place = found.Last == 0 ? offset : Format.Place(found.Last);
        var last = new byte[offset - place];
        file.Read(place, last);
        await file.Write(place, last, sync: true);
    }

    /// <summary>Writes a block, and returns once it is durable.</summary>
    public async ValueTask Write(Block block)
    {
        if (offset + block.Length > length && offset > Format.FileHeaderBytes)
        {
            await Roll();
        }

        var position = Format.Position(header.Number, offset);
        var bytes = block.Seal(position, previous, header.Salt);
        await file!.Write(offset, bytes, sync: true);
        previous = position;
        offset += bytes.Length;
        if (spare is null && offset > length / 4)
        {
            spare = MakeAhead();
        }
    }

    /// <summary>Ends the segment: the next block begins another one.</summary>
    public async ValueTask Roll()
    {
        if (offset == Format.FileHeaderBytes)
        {
            return;
        }

        // One that could not be made is tried again: nothing was ever written to it, so nothing can be lost with it.
        spare ??= MakeAhead();
        FileHeader next;
        try
        {
            next = await spare;
        }
        catch (IOException)
        {
            next = await MakeAhead();
        }

        spare = null;
        Enter(next);
    }

    /// <summary>Waits until nothing is being made ahead any more.</summary>
    public async ValueTask Settle()
    {
        if (spare is not null)
        {
            await Task.WhenAny(spare);
        }
    }

    public void Dispose() => file?.Dispose();

    private void Enter(FileHeader next)
    {
        file?.Dispose();
        header = next;
        file = disk.Open(Format.Name(next.Number, Format.Segment));
        length = file.Length;
        offset = Format.FileHeaderBytes;
    }

    private async Task<FileHeader> MakeAhead()
    {
        // The caller is the journal's writing; it must not wait for this.
        await Task.Yield();
        return await Make(header.Number + 1, (int)Math.Min(options.SegmentBytesMax, length * 4));
    }

    private async Task<FileHeader> Make(int number, int bytes)
    {
        var name = Format.Name(number, Format.Segment);
        var unfinished = name + Format.Unfinished;
        var made = new FileHeader(IsSnapshot: false, number, dice.Next());
        var isSpare = spares.TryTake(bytes, unfinished);
        using (var file = disk.Open(unfinished))
        {
            // What a spare one holds is of another number and salt, so it can stay.
            await file.Write(0, made.Bytes(), sync: isSpare);
            if (!isSpare)
            {
                await Zero(file, bytes);
            }
        }

        disk.Move(unfinished, name);
        disk.SyncFolder("");
        return made;
    }

    private static async ValueTask Zero(IDiskFile file, int bytes)
    {
        long synced = 0;
        for (long at = Format.FileHeaderBytes; at < bytes; at += Zeros.Length)
        {
            var step = (int)Math.Min(Zeros.Length, bytes - at);
            var sync = at + step >= bytes || at + step - synced >= StepBytes;
            await file.Write(at, Zeros.AsMemory(0, step), sync);
            synced = sync ? at + step : synced;
        }
    }
}
