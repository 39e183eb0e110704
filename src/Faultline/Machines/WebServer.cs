using System.Net.Sockets;

namespace Faultline.Machines;

/// <summary>
/// Accepts connections and gives each a thread: blocking calls need neither the thread pool nor the event loop of
/// asynchronous sockets, which are what takes long to start and much to hold.
/// </summary>
internal sealed class WebServer(Socket listener, IPages pages, bool logsRequests)
{
    private const int ConnectionsMax = 512;
    private const int StackBytes = 256 << 10;

    /// <summary>What is being answered when the process is to end has so long.</summary>
    private static readonly TimeSpan EndWithin = TimeSpan.FromMilliseconds(900);

    private readonly object gate = new();
    private readonly HashSet<WebConnection> connections = [];
    private volatile bool isStopping;

    public bool IsStopping => isStopping;

    public bool LogsRequests => logsRequests;

    /// <summary>Accepts until it is stopped, and returns when what was asked is answered.</summary>
    public void Run()
    {
        while (!isStopping)
        {
            try
            {
                Take(listener.Accept());
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException && isStopping)
            {
                break;
            }
            catch (SocketException)
            {
                // Out of descriptors, or the client was gone already. Others are not to wait for that.
                Thread.Sleep(1);
            }
        }

        Finish();
    }

    public void Stop()
    {
        isStopping = true;
        listener.Dispose();
    }

    private void Take(Socket socket)
    {
        var connection = new WebConnection(socket, this, pages);
        lock (gate)
        {
            if (connections.Count < ConnectionsMax)
            {
                connections.Add(connection);
                new Thread(() => Serve(connection), StackBytes) { IsBackground = true }.UnsafeStart();
                return;
            }
        }

        using (socket)
        {
            var answer = new Answer(503, $"This instance has {ConnectionsMax} connections already; try again later.\n");
            socket.Send(answer.Bytes(pages.Clock.GetUtcNow(), closes: true, isHead: false));
        }
    }

    private void Serve(WebConnection connection)
    {
        connection.Serve();
        lock (gate)
        {
            connections.Remove(connection);
            Monitor.PulseAll(gate);
        }
    }

    private void Finish()
    {
        var began = pages.Clock.GetTimestamp();
        lock (gate)
        {
            foreach (var connection in connections)
            {
                connection.Hurry();
            }

            while (connections.Count > 0 && EndWithin - pages.Clock.GetElapsedTime(began) is { Ticks: > 0 } left)
            {
                Monitor.Wait(gate, left);
            }
        }
    }
}
