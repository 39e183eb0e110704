using System.Threading.Tasks.Sources;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Store;

/// <summary>
/// A real file. From its first write on a thread of its own writes and syncs, so that no other ever waits for the disk.
/// Whoever awaits a write goes on on that thread: handing over the next one then wakes nobody.
/// </summary>
internal sealed class FileDiskFile(string path, SafeFileHandle handle) : IDiskFile, IValueTaskSource
{
    private readonly object gate = new();
    private ManualResetValueTaskSourceCore<bool> done;
    private Thread? writer;
    private ReadOnlyMemory<byte> bytes;
    private long offset;
    private bool sync;
    private bool asked;
    private bool closed;

    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> into)
    {
        var count = 0;
        while (count < into.Length)
        {
            var more = RandomAccess.Read(handle, into[count..], offset + count);
            if (more == 0)
            {
                break;
            }

            count += more;
        }

        return count;
    }

    public void Resize(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (IOException failure)
        {
            throw Posix.Named(failure);
        }
    }

    public ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, bool sync)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            done.Reset();
            (this.offset, this.bytes, this.sync) = (offset, bytes, sync);
            asked = true;
            if (writer is null)
            {
                writer = new(Run) { IsBackground = true, Name = $"disk {Path.GetFileName(path)}" };
                writer.UnsafeStart();
            }
            else if (Thread.CurrentThread != writer)
            {
                Monitor.Pulse(gate);
            }
        }

        return new(this, done.Version);
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
            if (writer is null)
            {
                handle.Dispose();
            }
        }
    }

    void IValueTaskSource.GetResult(short token) => done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => done.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        done.OnCompleted(continuation, state, token, flags);

    private void Run()
    {
        while (Wait())
        {
            Exception? failure = null;
            try
            {
                if (!bytes.IsEmpty)
                {
                    RandomAccess.Write(handle, bytes.Span, offset);
                }

                if (sync)
                {
                    Posix.Sync(handle, path);
                }
            }
            catch (IOException cause)
            {
                failure = Posix.Named(cause);
            }
            catch (Exception cause)
            {
                failure = cause;
            }

            if (failure is null)
            {
                done.SetResult(true);
            }
            else
            {
                done.SetException(failure);
            }
        }

        handle.Dispose();
    }

    private bool Wait()
    {
        lock (gate)
        {
            while (!asked && !closed)
            {
                Monitor.Wait(gate);
            }

            if (!asked)
            {
                return false;
            }

            asked = false;
            return true;
        }
    }
}
