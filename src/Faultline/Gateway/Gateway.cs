using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Faultline.Gateway;

/// <summary>The door: Kestrel's core with the request path behind it, and nothing in between.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    /// <summary>
    /// The largest body that is held whole. AWS has no larger request outside its streaming operations.
    /// </summary>
    public const int BodyBytesMax = 72 * 1024 * 1024;

    private const int ConnectionsMax = 16_384;

    /// <summary>
    /// How long requests under way may take to end when the server stops; long polls are cut off then.
    /// </summary>
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);

    private readonly KestrelServer kestrel;
    private readonly RequestPath path;
    private readonly TimeProvider clock;

    public Gateway(
        Settings settings,
        RequestPath path,
        BalancerNames names,
        IConnectionListenerFactory transport,
        TimeProvider clock,
        Log log)
    {
        (this.path, this.clock) = (path, clock);
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            ApplicationServices = new NoServices(),
            // HTTP/2 without TLS says http where Kestrel, told that TLS lies beneath, would insist on https.
            AllowAlternateSchemes = true,
        };
        options.Limits.MaxConcurrentConnections = ConnectionsMax;
        options.Limits.MaxRequestBodySize = BodyBytesMax;
        options.Limits.MaxRequestLineSize = 64 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        var tls = new Tls(() => Certificate.Of(settings.State, clock), clock, log);
        foreach (var at in settings.Listen)
        {
            options.Listen(at, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(next => new FirstBytes(next, tls, names, clock).OnConnection);
            });
        }

        kestrel = new(Options.Create(options), transport, new LogBridge(log));
    }

    public Task Start(CancellationToken ct) => kestrel.StartAsync(path, ct);

    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(StopMax, clock))
        {
            await kestrel.StopAsync(limit.Token);
        }

        kestrel.Dispose();
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
