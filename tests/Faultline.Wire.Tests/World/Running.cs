using System.Net;
using System.Text;
using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Wire.Tests.World;

/// <summary>A server with everything but sockets and disk: what goes in and comes out is bytes.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly MemoryTransport transport;
    private readonly string folder;
    private readonly MemoryStream log;
    private Server server = null!;

    private Running(MemoryTransport transport, string folder, MemoryStream log) =>
        (this.transport, this.folder, this.log) = (transport, folder, log);

    public string State => Path.Combine(folder, "state");

    public string Log => Encoding.UTF8.GetString(log.ToArray());

    public Cloud.Cloud Cloud => server.Cloud;

    public static async Task<Running> Start(
        Func<Settings, Settings>? with = null, TimeProvider? clock = null, IPAddress? client = null)
    {
        var folder = Directory.CreateTempSubdirectory("faultline-wire-").FullName;
        var running = new Running(new(client ?? IPAddress.Loopback), folder, new());
        var settings = new Settings
        {
            State = Path.Combine(folder, "state"),
            Durability = Durability.None,
            Init = Path.Combine(folder, "init"),
            Log = LogLevel.Debug,
        };
        settings = with?.Invoke(settings) ?? settings;
        var time = clock ?? TimeProvider.System;
        try
        {
            running.server = await Server.Start(
                settings,
                new("server", time, new(1)),
                running.transport,
                new(settings.Log, settings.LogFormat, time, Stream.Synchronized(running.log)),
                CancellationToken.None);
            return running;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public Stream Connect() => transport.Connect();

    /// <summary>Sends a request as it stands on a connection of its own, and reads the answer.</summary>
    public async Task<Answer> Send(string head, byte[]? body = null)
    {
        await using var line = Connect();
        await line.WriteAsync(Request(head, body));
        var answer = await Answer.Read(line, head.StartsWith("HEAD", StringComparison.Ordinal));
        return answer ?? throw new InvalidOperationException("The server closed the connection without an answer.");
    }

    public Task<Answer> Get(string path, params string[] headers) =>
        Send(string.Join('\n', [$"GET {path} HTTP/1.1", "Host: localhost:4566", .. headers]));

    /// <summary>Calls an operation in JSON, as a client with the keys test/test does.</summary>
    public Task<Answer> Json(string target, string body, params string[] headers) => Send(
        string.Join('\n',
            ["POST / HTTP/1.1", "Host: localhost:4566", "Content-Type: application/x-amz-json-1.0",
                $"X-Amz-Target: {target}", .. headers.Length > 0 ? headers : [Key("test", "sqs")]]),
        Encoding.UTF8.GetBytes(body));

    public Task<Answer> Form(string body, string service = "sts", string key = "test") => Send(
        string.Join('\n',
            ["POST / HTTP/1.1", "Host: localhost:4566", "Content-Type: application/x-www-form-urlencoded",
                Key(key, service)]),
        Encoding.UTF8.GetBytes(body));

    /// <summary>An Authorization header as a client makes it; its signature is nonsense.</summary>
    public static string Key(string key, string service, string region = "us-east-1") =>
        "X-Amz-Date: 20260101T000000Z\n"
        + $"Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/{service}/aws4_request, "
        + $"SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}";

    public static byte[] Request(string head, byte[]? body)
    {
        var length = body is null || head.Contains("Transfer-Encoding", StringComparison.Ordinal)
            || head.Contains("Content-Length", StringComparison.Ordinal) ? "" : $"\nContent-Length: {body.Length}";
        var text = (head + length + "\n\n").Replace("\n", "\r\n", StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(text), .. body ?? []];
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await server.DisposeAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
