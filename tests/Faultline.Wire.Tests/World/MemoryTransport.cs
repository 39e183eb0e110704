using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Wire.Tests.World;

/// <summary>Connections that are pipes: Kestrel's whole way, and no socket.</summary>
internal sealed class MemoryTransport(IPAddress? client) : IConnectionListenerFactory
{
    private readonly Channel<ConnectionContext> coming = Channel.CreateUnbounded<ConnectionContext>();
    private int count;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new Listener(endpoint, coming.Reader));

    /// <summary>A client's side of a new connection.</summary>
    public Stream Connect()
    {
        var toServer = new Pipe();
        var toClient = new Pipe();
        var context = new Connection($"c{Interlocked.Increment(ref count)}", new Ends(toServer.Reader, toClient.Writer))
        {
            RemoteEndPoint = client is null ? null : new IPEndPoint(client, 50_000),
        };
        coming.Writer.TryWrite(context);
        return new DuplexStream(toClient.Reader.AsStream(), toServer.Writer.AsStream(), context);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>The server's side. Both sides may close it, in any order.</summary>
    private sealed class Connection : DefaultConnectionContext
    {
        private readonly CancellationTokenSource closed = new();
        private readonly IDuplexPipe ends;

        public Connection(string id, IDuplexPipe ends) : base(id)
        {
            Transport = this.ends = ends;
            ConnectionClosed = closed.Token;
        }

        public void Close() => closed.Cancel();

        public override void Abort(ConnectionAbortedException abortReason)
        {
            Close();
            ends.Input.CancelPendingRead();
        }

        public override async ValueTask DisposeAsync()
        {
            await ends.Input.CompleteAsync();
            await ends.Output.CompleteAsync();
            await base.DisposeAsync();
        }
    }

    private sealed class Listener(EndPoint endpoint, ChannelReader<ConnectionContext> coming) : IConnectionListener
    {
        private readonly CancellationTokenSource unbound = new();

        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                return await coming.ReadAsync(unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            unbound.Cancel();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            unbound.Cancel();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>The client's two pipes as one stream; closing it is what a client that goes away does.</summary>
    private sealed class DuplexStream(Stream input, Stream output, Connection connection) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            input.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(
            byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            input.ReadAsync(buffer, offset, count, cancellationToken);

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            output.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            output.WriteAsync(buffer, offset, count, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                output.Dispose();
                input.Dispose();
                connection.Close();
            }

            base.Dispose(disposing);
        }
    }
}
