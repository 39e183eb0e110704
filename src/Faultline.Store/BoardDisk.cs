using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;

namespace Faultline.Store;

/// <summary>
/// The disk of a place, with the faults that are on the board: writes and syncs fail, take longer, stand still or find
/// no room. What is on it stays as it is.
/// </summary>
public sealed class BoardDisk(IDisk disk, Board board, Domain place, Node node) : IDisk
{
    /// <summary>
    /// A fault made it refuse something: what was built on it may be broken, though the disk is whole.
    /// </summary>
    public bool WasStruck { get; private set; }

    /// <summary>Nothing is the matter with it now.</summary>
    public bool IsWell => State == DiskState.Well;

    public IDiskFile Open(string path) => new File(disk.Open(path), this);

    public bool Exists(string path) => disk.Exists(path);

    public IReadOnlyList<string> List(string folder) => disk.List(folder);

    public void Delete(string path) => disk.Delete(path);

    public void Move(string from, string to)
    {
        Judge(State);
        disk.Move(from, to);
    }

    public void SyncFolder(string folder)
    {
        Judge(State);
        disk.SyncFolder(folder);
    }

    private DiskState State => board.View.Disk(place);

    private void Judge(in DiskState state)
    {
        WasStruck |= state.Full || state.Fails;
        if (state.Full)
        {
            throw new DiskFull($"The disk of {place} is full: a fault is in force.");
        }

        if (state.Fails)
        {
            throw new IOException($"The disk of {place} failed: a fault is in force.");
        }
    }

    private ValueTask Pass()
    {
        var state = State;
        if (state == DiskState.Well)
        {
            return ValueTask.CompletedTask;
        }

        return Wait(state);
    }

    private async ValueTask Wait(DiskState state)
    {
        if (state.Delay > TimeSpan.Zero)
        {
            await Task.Delay(state.Delay, node.Clock, CancellationToken.None);
        }

        while (State.Stuck)
        {
            await Change();
        }

        Judge(State);
    }

    /// <summary>Ends with the next change of the board.</summary>
    private async Task Change()
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (board.OnChange(() => changed.TrySetResult()))
        {
            if (State.Stuck)
            {
                await changed.Task;
            }
        }
    }

    private sealed class File(IDiskFile file, BoardDisk disk) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> into) => file.Read(offset, into);

        public void Resize(long length)
        {
            disk.Judge(disk.State);
            file.Resize(length);
        }

        public ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, bool sync)
        {
            var passed = disk.Pass();
            return passed.IsCompletedSuccessfully
                ? file.Write(offset, bytes, sync)
                : After(passed, offset, bytes, sync);
        }

        public void Dispose() => file.Dispose();

        private async ValueTask After(ValueTask passed, long offset, ReadOnlyMemory<byte> bytes, bool sync)
        {
            await passed;
            await file.Write(offset, bytes, sync);
        }
    }
}
