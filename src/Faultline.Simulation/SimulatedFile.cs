using Faultline.Store;

namespace Faultline.Simulation;

/// <summary>One open file of a simulated disk; a crash of the disk closes it.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, Inode file, string path, int life) : IDiskFile
{
    private bool closed;

    public long Length
    {
        get
        {
            Check();
            return file.Seen.Length;
        }
    }

    public int Read(long offset, Span<byte> into)
    {
        Check();
        return file.Seen.Read(offset, into);
    }

    public void Resize(long length)
    {
        Check();
        disk.Pass(DiskAct.Write, path, length - file.Seen.Length);
        file.Resize(length);
    }

    public async ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, bool sync)
    {
        Check();
        var copy = bytes.ToArray();
        if (copy.Length > 0)
        {
            await Put(offset, bytes, copy);
        }

        if (sync)
        {
            await Sync();
        }
    }

    public void Dispose() => closed = true;

    private async ValueTask Put(long offset, ReadOnlyMemory<byte> bytes, byte[] copy)
    {
        try
        {
            disk.Pass(DiskAct.Write, path, Math.Max(0, offset + copy.Length - file.Seen.Length));
        }
        catch (IOException)
        {
            // Part of it may have been written.
            file.Write(offset, copy[..disk.Dice.Below(copy.Length)]);
            await disk.Wait();
            throw;
        }

        // From here on a reader sees it, and a crash may find it on the disk.
        file.Write(offset, copy);
        await disk.Wait();
        Check();
        if (!bytes.Span.SequenceEqual(copy))
        {
            throw disk.Broken($"What was being written to {path} at {offset} changed before the write returned.");
        }
    }

    private async ValueTask Sync()
    {
        var upTo = file.Changes;
        try
        {
            disk.Pass(DiskAct.Sync, path, 0);
        }
        catch (IOException)
        {
            await disk.Wait();
            Check();
            file.FailSync(upTo, disk.Dice);
            throw;
        }

        await disk.Wait();
        Check();
        file.Sync(upTo);
    }

    private void Check()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        SimulatedDisk.CheckAlive();
        if (!disk.IsPresent(life))
        {
            throw new IOException($"{path} was open when the disk lost power.");
        }
    }
}
