using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Gateway.Lines;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Connections that wait at our own loops, over real sockets.</summary>
public sealed class LineConnectionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_comes_is_read_piece_by_piece_and_as_a_whole()
    {
        await using var pair = await Pair.Open();
        var sent = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i} ")));
        var sending = pair.Client.SendAsync(sent);
        var got = new List<byte>();
        while (got.Count < sent.Length)
        {
            var read = await pair.Input.ReadAsync().AsTask().WaitAsync(Limit);
            // A part is taken, the rest only looked at while more is to come, as by who waits for the end of a line.
            var part = read.Buffer.Slice(0, Math.Max(1, read.Buffer.Length / 2));
            var isMoreToCome = got.Count + read.Buffer.Length < sent.Length;
            got.AddRange(part.ToArray());
            pair.Input.AdvanceTo(part.End, isMoreToCome && got.Count % 3 == 0 ? read.Buffer.End : part.End);
        }

        await sending;
        Assert.Equal(sent, got);
    }

    [Fact]
    public async Task Bytes_that_were_all_looked_at_are_given_again_with_more()
    {
        await using var pair = await Pair.Open();
        await pair.Client.SendAsync("half"u8.ToArray());
        var read = await pair.Input.ReadAsync();
        pair.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        Assert.False(pair.Input.TryRead(out _));
        var waiting = pair.Input.ReadAsync().AsTask();
        await pair.Client.SendAsync(" and half"u8.ToArray());
        read = await waiting.WaitAsync(Limit);
        Assert.Equal("half and half", Encoding.ASCII.GetString(read.Buffer));
        pair.Input.AdvanceTo(read.Buffer.End);
    }

    [Fact]
    public async Task A_read_that_waits_is_cancelled_and_loses_nothing()
    {
        await using var pair = await Pair.Open();
        for (var round = 0; round < 200; round++)
        {
            var waiting = pair.Input.ReadAsync().AsTask();
            pair.Input.CancelPendingRead();
            var read = await waiting.WaitAsync(Limit);
            Assert.True(read.IsCanceled);
            pair.Input.AdvanceTo(read.Buffer.Start);
            await pair.Client.SendAsync(new[] { (byte)round });
            read = await pair.Input.ReadAsync().AsTask().WaitAsync(Limit);
            Assert.Equal((byte)round, Assert.Single(read.Buffer.ToArray()));
            pair.Input.AdvanceTo(read.Buffer.End);
        }
    }

    [Fact]
    public async Task A_client_that_leaves_is_noticed_though_nobody_reads()
    {
        await using var pair = await Pair.Open();
        var closed = Closed(pair.Server);
        pair.Client.Dispose();
        await closed.WaitAsync(Limit);
    }

    [Fact]
    public async Task What_was_said_before_the_end_is_read_first()
    {
        await using var pair = await Pair.Open();
        await pair.Client.SendAsync("last words"u8.ToArray());
        pair.Client.Shutdown(SocketShutdown.Send);
        var closed = Closed(pair.Server);
        var read = await pair.Input.ReadAsync().AsTask().WaitAsync(Limit);
        Assert.Equal("last words", Encoding.ASCII.GetString(read.Buffer));
        pair.Input.AdvanceTo(read.Buffer.End);
        Assert.True((await pair.Input.ReadAsync().AsTask().WaitAsync(Limit)).IsCompleted);
        await closed.WaitAsync(Limit);
    }

    [Fact]
    public async Task Whoever_reads_hears_of_an_abort()
    {
        await using var pair = await Pair.Open();
        var waiting = pair.Input.ReadAsync().AsTask();
        pair.Server.Abort(new ConnectionAbortedException());
        await Assert.ThrowsAnyAsync<IOException>(() => waiting.WaitAsync(Limit));
        Assert.True(pair.Server.ConnectionClosed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be()
    {
        await using var pair = await Pair.Open();
        await Assert.ThrowsAsync<AddressInUseException>(
            async () => await new LineTransport().BindAsync(pair.Listener.EndPoint));
    }

    private static Task Closed(ConnectionContext connection)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionClosed.Register(closed.SetResult);
        return closed.Task;
    }

    /// <summary>A client and the server's side of its connection.</summary>
    private sealed record Pair(IConnectionListener Listener, Socket Client, ConnectionContext Server) : IAsyncDisposable
    {
        public PipeReader Input => Server.Transport.Input;

        public static async Task<Pair> Open()
        {
            var listener = await new LineTransport().BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            var accepted = listener.AcceptAsync();
            await client.ConnectAsync(listener.EndPoint);
            return new(listener, client, (await accepted)!);
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Server.DisposeAsync();
            await Listener.DisposeAsync();
        }
    }
}
