using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Wire.Tests.Machines;

/// <summary>A service that answers one request a connection, each with its next answer, and keeps it.</summary>
internal sealed class ScriptedHttp : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Thread thread;

    public ScriptedHttp(params string[] answers)
    {
        listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        thread = new(() => Serve(answers));
        thread.Start();
    }

    public string Url { get; }

    /// <summary>The requests, head and body.</summary>
    public List<string> Heard { get; } = [];

    public void Dispose()
    {
        listener.Stop();
        Assert.True(thread.Join(TimeSpan.FromSeconds(10)));
    }

    private void Serve(string[] answers)
    {
        try
        {
            foreach (var answer in answers)
            {
                using var line = listener.AcceptSocket();
                Heard.Add(Request(line));
                var length = Encoding.UTF8.GetByteCount(answer);
                line.Send(Encoding.UTF8.GetBytes(
                    $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{answer}"));
            }
        }
        catch (SocketException)
        {
            // It was ended before all was asked.
        }
    }

    private static string Request(Socket line)
    {
        var (text, buffer) = ("", new byte[8192]);
        while (!IsWhole(text) && line.Receive(buffer) is > 0 and var count)
        {
            text += Encoding.UTF8.GetString(buffer, 0, count);
        }

        return text;
    }

    private static bool IsWhole(string text)
    {
        if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is not (>= 0 and var end))
        {
            return false;
        }

        const string Length = "\r\nContent-Length: ";
        var at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return at < 0 || text.Length - end - 4 >= int.Parse(text[(at + Length.Length)..].Split('\r')[0]);
    }
}
