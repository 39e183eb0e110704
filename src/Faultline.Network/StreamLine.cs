using System.Net;
using System.Net.Security;

namespace Faultline.Network;

/// <summary>A stream over a line as a line again, such as what TLS leaves to say.</summary>
public sealed class StreamLine(Stream stream, Line under) : Line
{
    /// <summary>What the line goes through.</summary>
    public Stream Stream => stream;

    public override IPEndPoint? Peer => under.Peer;

    public override bool HasNews => under.HasNews;

    public override object? Home => under.Home;

    public override bool HasEnded => under.HasEnded;

    public override ValueTask<int> Receive(Memory<byte> into) => stream.ReadAsync(into);

    public override ValueTask Send(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes);

    /// <summary>TLS says by itself that nothing more comes; any other stream leaves that to the close.</summary>
    public override void End() => _ = Shut();

    public override void Close()
    {
        under.Close();
        stream.Dispose();
    }

    public override void Reset()
    {
        under.Reset();
        stream.Dispose();
    }

    private async Task Shut()
    {
        try
        {
            await ((stream as SslStream)?.ShutdownAsync() ?? Task.CompletedTask);
        }
        catch (Exception gone) when (IsGone(gone) || gone is InvalidOperationException)
        {
            // It is over anyway.
        }
    }
}
