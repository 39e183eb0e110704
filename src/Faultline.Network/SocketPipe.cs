using System.IO.Pipelines;
using System.Net.Sockets;

namespace Faultline.Network;

/// <summary>
/// A socket as an end of a connection. Completing the output shuts that half down; completing either side with an
/// exception sends a reset; the socket is closed once both sides are completed.
/// </summary>
internal sealed class SocketPipe : IDuplexPipe
{
    private const int BufferBytes = 64 * 1024;

    private readonly Socket socket;
    private readonly Reader input;
    private readonly Writer output;
    private int open = 2;

    public SocketPipe(Socket socket)
    {
        this.socket = socket;
        socket.NoDelay = true;
        var stream = new NetworkStream(socket, ownsSocket: false);
        input = new(this, PipeReader.Create(stream, new(bufferSize: BufferBytes, leaveOpen: true)));
        output = new(this, PipeWriter.Create(stream, new(minimumBufferSize: BufferBytes, leaveOpen: true)));
    }

    public PipeReader Input => input;

    public PipeWriter Output => output;

    /// <summary>A pipe over a stream takes it amiss when nothing is left to be cancelled.</summary>
    private static void Cancel(Action pending)
    {
        try
        {
            pending();
        }
        catch (ObjectDisposedException)
        {
            // It has been completed.
        }
    }

    private void Ended(bool says, Exception? why)
    {
        try
        {
            if (why is not null)
            {
                // Closing a socket that lingers for no time sends a reset instead of an end.
                socket.LingerState = new(enable: true, seconds: 0);
                socket.Dispose();
            }
            else if (Interlocked.Decrement(ref open) == 0)
            {
                socket.Dispose();
            }
            else if (says)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
        }
    }

    private sealed class Reader(SocketPipe pipe, PipeReader reader) : PipeReader
    {
        private int completed;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            reader.ReadAsync(cancellationToken);

        public override bool TryRead(out ReadResult result) => reader.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            reader.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => Cancel(reader.CancelPendingRead);

        public override void Complete(Exception? exception = null)
        {
            if (Interlocked.Exchange(ref completed, 1) == 0)
            {
                reader.Complete(exception);
                pipe.Ended(says: false, exception);
            }
        }
    }

    private sealed class Writer(SocketPipe pipe, PipeWriter writer) : PipeWriter
    {
        private int completed;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => writer.UnflushedBytes;

        public override void Advance(int bytes) => writer.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            writer.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(
            ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            writer.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => Cancel(writer.CancelPendingFlush);

        public override void Complete(Exception? exception = null)
        {
            if (Interlocked.Exchange(ref completed, 1) == 0)
            {
                writer.Complete(exception);
                pipe.Ended(says: true, exception);
            }
        }

        public override async ValueTask CompleteAsync(Exception? exception = null)
        {
            if (Interlocked.Exchange(ref completed, 1) == 0)
            {
                await writer.CompleteAsync(exception);
                pipe.Ended(says: true, exception);
            }
        }
    }
}
