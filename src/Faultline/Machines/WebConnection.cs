using System.Globalization;
using System.Net.Sockets;

namespace Faultline.Machines;

/// <summary>One client's connection, on its own thread: requests one after the other, until either side ends.</summary>
internal sealed class WebConnection(Socket socket, WebServer server, IPages pages)
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(20);

    private readonly Lock ending = new();
    private readonly Inflow inflow = new(socket, pages.Clock);
    private volatile bool isIdle;

    /// <summary>Answers until there is nothing to answer.</summary>
    public void Serve()
    {
        try
        {
            socket.NoDelay = true;
            socket.SendTimeout = (int)SendWithin.TotalMilliseconds;
            while (ServeOne())
            {
            }
        }
        catch (SocketException)
        {
            // The other side is gone, or too slow: there is nobody to tell.
        }
        finally
        {
            // Not while it is being hurried: a socket that is closed in the midst of a call is reset.
            lock (ending)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>The process is ending: who is asked nothing now is not asked again.</summary>
    public void Hurry()
    {
        lock (ending)
        {
            if (!isIdle)
            {
                return;
            }

            try
            {
                socket.Shutdown(SocketShutdown.Receive);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // It ended by itself.
            }
        }
    }

    private bool ServeOne()
    {
        isIdle = true;
        if (server.IsStopping || !inflow.Await())
        {
            return false;
        }

        isIdle = false;
        var began = pages.Clock.GetTimestamp();
        RequestHead? head = null;
        Answer answer;
        var goesOn = false;
        try
        {
            head = inflow.ReadHead();
            var body = inflow.ReadBody(head, pages.BodyBytesWanted);
            answer = pages.Answer(head, body);
            goesOn = !head.Closes && !server.IsStopping;
        }
        catch (BadRequest bad)
        {
            answer = new(bad.Status, $"{bad.Message}\n");
            head = null;
        }

        socket.Send(answer.Bytes(pages.Clock.GetUtcNow(), closes: !goesOn, head?.IsHead ?? false));
        if (server.LogsRequests)
        {
            var ms = pages.Clock.GetElapsedTime(began).TotalMilliseconds;
            var what = head is null ? "- -" : $"{head.Method} {head.Path}";
            Say.Line(string.Create(CultureInfo.InvariantCulture, $"{what} {answer.Status} {ms:0.0} ms"));
        }

        if (!goesOn)
        {
            socket.Shutdown(SocketShutdown.Send);
            if (head is null)
            {
                inflow.LingerFor(Linger);
            }
        }

        return goesOn;
    }
}
