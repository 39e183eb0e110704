using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Faultline.Network;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Gateway.Lines;

/// <summary>A line as Kestrel wants a connection: two pipes, and word of its end.</summary>
internal sealed class LineConnection : DefaultConnectionContext, IDuplexPipe
{
    private static long count;

    private readonly CancellationTokenSource closed = new();
    private readonly Line line;
    private readonly LineReader input;

    public LineConnection(Line line, EndPoint at)
        : base("L" + Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture))
    {
        this.line = line;
        input = new(line, closed);
        Output = PipeWriter.Create(new LineStream(line), new(leaveOpen: true));
        Transport = this;
        ConnectionClosed = closed.Token;
        (LocalEndPoint, RemoteEndPoint) = (at, line.Peer);
        line.OnEnd(closed.Cancel);
    }

    public PipeReader Input => input;

    public PipeWriter Output { get; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        line.Reset();
        closed.Cancel();
    }

    public override async ValueTask DisposeAsync()
    {
        await input.CompleteAsync();
        await Output.CompleteAsync();
        line.End();
        line.Close();
        closed.Cancel();
        await base.DisposeAsync();
    }
}
