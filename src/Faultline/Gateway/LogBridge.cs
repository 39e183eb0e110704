using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace Faultline.Gateway;

/// <summary>What Kestrel has to say goes to our log: its warnings always, the rest not at all.</summary>
internal sealed class LogBridge(Log log) : ILoggerFactory, ILogger
{
    /// <summary>Kestrel warns that it cannot tell HTTP/2 without TLS; we can.</summary>
    private const string NoHttp2 = "Http2DisabledWithHttp1AndNoTls";

    /// <summary>
    /// Streams of HTTP/2 that are reset faster than Kestrel lets go of them, or while it ends all of them.
    /// </summary>
    private const string TooManyResets = "Http2QueueOperationsExceeded";

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(Level logLevel) => logLevel >= Level.Warning && log.IsDebug || logLevel >= Level.Error;

    public void Log<TState>(
        Level logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // What is no HTTP is the client's fault, and must not fill the log of a server that is well.
        var theirs = (exception is BadHttpRequestException || eventId.Name == TooManyResets) && !log.IsDebug;
        if (IsEnabled(logLevel) && eventId.Name != NoHttp2 && !theirs)
        {
            var level = logLevel >= Level.Error ? LogLevel.Error : LogLevel.Warn;
            log.Write(level, formatter(state, exception), ("exception", exception?.Message));
        }
    }

    public void Dispose()
    {
    }
}
