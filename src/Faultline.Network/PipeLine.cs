using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace Faultline.Network;

/// <summary>A pair of pipes as a line, as simulations have them.</summary>
internal sealed class PipeLine(IDuplexPipe pipe, IPEndPoint? peer) : Line
{
    private bool ended;
    private bool closed;

    public override IPEndPoint? Peer => peer;

    public override bool HasNews => Look() is not null;

    public override bool HasEnded => Look() == true;

    public override async ValueTask<int> Receive(Memory<byte> into)
    {
        while (true)
        {
            ThrowIfClosed();
            var read = await pipe.Input.ReadAsync();
            ThrowIfClosed();
            var count = (int)Math.Min(read.Buffer.Length, into.Length);
            read.Buffer.Slice(0, count).CopyTo(into.Span);
            pipe.Input.AdvanceTo(read.Buffer.GetPosition(count));
            if (count > 0 || read.IsCompleted || (into.IsEmpty && !read.Buffer.IsEmpty))
            {
                return count;
            }
        }
    }

    public override async ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        ThrowIfClosed();
        if (ended || (await pipe.Output.WriteAsync(bytes)).IsCompleted)
        {
            throw new IOException("The other end takes no more.");
        }
    }

    public override void End()
    {
        if (!ended)
        {
            ended = true;
            pipe.Output.Complete();
        }
    }

    public override void Close() => Close(null);

    public override void Reset() => Close(new ConnectionReset("The connection has been reset."));

    private void Close(Exception? why)
    {
        if (closed)
        {
            return;
        }

        closed = true;
        pipe.Input.CancelPendingRead();
        pipe.Output.CancelPendingFlush();
        if (!ended)
        {
            ended = true;
            pipe.Output.Complete(why);
        }

        pipe.Input.Complete(why);
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(closed, this);

    /// <summary>Whether what has come is the end; null while nothing has.</summary>
    private bool? Look()
    {
        try
        {
            if (closed || !pipe.Input.TryRead(out var read))
            {
                return closed ? true : null;
            }

            pipe.Input.AdvanceTo(read.Buffer.Start);
            return read.IsCompleted;
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return true;
        }
    }
}
