using System.Net;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http2;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Tests.Engines.Balancer.Http2;

/// <summary>
/// What only threads that run at once can spoil, which the stories have none of: a session that others find before it
/// is ready for them.
/// </summary>
public sealed class SessionsTests
{
    private const int Callers = 4;

    [Fact]
    public void Whoever_finds_a_new_connection_speaks_after_its_greeting()
    {
        for (var round = 0; round < 1500; round++)
        {
            var sessions = new Sessions();
            var lines = new List<ListeningLine>();
            var (start, opened) = (new Barrier(Callers), 0);
            var threads = Enumerable.Range(0, Callers).Select(caller => new Thread(() =>
            {
                start.SignalAndWait();
                Thread.SpinWait(caller * round % 400);
                if (sessions.Open(Dial).AsTask().GetAwaiter().GetResult() is { } strand)
                {
                    Interlocked.Increment(ref opened);
                    strand.Send("GET / HTTP/1.1\r\n\r\n"u8.ToArray()).AsTask().GetAwaiter().GetResult();
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Assert.Equal(Callers, opened);
            Assert.StartsWith("PRI * HTTP/2.0", Assert.Single(lines).First, StringComparison.Ordinal);
            lines[0].Reset();

            ValueTask<Session?> Dial()
            {
                lines.Add(new());
                return new(Reach.Speak(lines[^1], isSecure: false, TargetVersion.Http2));
            }
        }
    }

    /// <summary>Takes all that is sent, keeps how it began, and says nothing until it is closed.</summary>
    private sealed class ListeningLine : Line
    {
        private readonly TaskCompletionSource<int> end = new();
        private string? first;

        public string? First => first;

        public override IPEndPoint? Peer => null;

        public override ValueTask<int> Receive(Memory<byte> into) => new(end.Task);

        public override ValueTask Send(ReadOnlyMemory<byte> bytes)
        {
            Interlocked.CompareExchange(ref first, System.Text.Encoding.Latin1.GetString(bytes.Span), null);
            return ValueTask.CompletedTask;
        }

        public override void End() => end.TrySetResult(0);

        public override void Close() => End();

        public override void Reset() => End();
    }
}
