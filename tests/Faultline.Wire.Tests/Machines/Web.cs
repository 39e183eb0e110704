using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Machines;

namespace Faultline.Wire.Tests.Machines;

/// <summary>The web program's server in this process, at a port of its own.</summary>
internal sealed class Web : IDisposable
{
    private readonly WebServer server;
    private readonly Thread thread;

    public Web(params (string Name, string Value)[] environment)
    {
        var settings = WebSettings.Read(
            name => environment.FirstOrDefault(variable => variable.Name == name).Value, out var wrong);
        Assert.Empty(wrong);
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        At = (IPEndPoint)listener.LocalEndPoint!;
        server = new(listener, new WebPages(settings, TimeProvider.System), logsRequests: false);
        thread = new(server.Run);
        thread.Start();
    }

    public IPEndPoint At { get; }

    public static string Get(string path) => $"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n";

    /// <summary>Sends this, ends our half, and gives all that comes back until the other half ends.</summary>
    public string Send(string bytes)
    {
        using var line = Open();
        line.Send(Encoding.Latin1.GetBytes(bytes));
        line.Shutdown(SocketShutdown.Send);
        return Rest(line);
    }

    public Socket Open()
    {
        var line = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = 10_000,
        };
        line.Connect(At);
        return line;
    }

    public static string Rest(Socket line)
    {
        var all = new MemoryStream();
        var buffer = new byte[4096];
        while (line.Receive(buffer) is > 0 and var count)
        {
            all.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Asks it to end; says whether it did in time.</summary>
    public bool Stop()
    {
        server.Stop();
        return thread.Join(TimeSpan.FromSeconds(10));
    }

    public void Dispose() => Assert.True(Stop());
}
