using System.Net;

namespace Faultline.Network;

/// <summary>A stream over a line as a line again, such as what TLS leaves to say.</summary>
public sealed class StreamLine(Stream stream, Line under) : Line
{
    /// <summary>What the line goes through.</summary>
    public Stream Stream => stream;

    public override IPEndPoint? Peer => under.Peer;

    public override bool HasNews => under.HasNews;

    public override ValueTask<int> Receive(Memory<byte> into) => stream.ReadAsync(into);

    public override ValueTask Send(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes);

    /// <summary>TLS has no half that ends alone: what was sent is sent, and the rest is for the close.</summary>
    public override void End()
    {
    }

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
}
