using System.Net;
using System.Net.Sockets;

namespace Faultline.Bench;

/// <summary>A target that costs as little as one can: it answers every request that comes whole in one piece.</summary>
internal static class Responder
{
    private static readonly byte[] Answer =
    [
        .. "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 200\r\n\r\n"u8,
        .. Enumerable.Repeat((byte)'x', 200),
    ];

    public static async Task Serve(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        Console.WriteLine("Ready.");
        while (true)
        {
            _ = Serve(await listener.AcceptAsync());
        }
    }

    private static async Task Serve(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[4096];
            try
            {
                while (await socket.ReceiveAsync(buffer) > 0)
                {
                    await socket.SendAsync(Answer);
                }
            }
            catch (SocketException)
            {
                // The client is gone.
            }
        }
    }
}
