using System.Text;
using Faultline.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>What Kestrel says and our log repeats: errors of the server, and not those that clients make.</summary>
public sealed class LogBridgeTests
{
    private const string Said = "what Kestrel says";

    [Theory]
    [InlineData("Http2QueueOperationsExceeded", Level.Critical, false)]
    [InlineData("Http2DisabledWithHttp1AndNoTls", Level.Error, false)]
    [InlineData("NotEnoughThreads", Level.Critical, true)]
    [InlineData("NotEnoughThreads", Level.Error, true)]
    [InlineData("NotEnoughThreads", Level.Warning, false)]
    public void What_clients_do_to_Kestrel_is_not_in_the_log(string name, Level level, bool isLogged) =>
        Assert.Equal(isLogged, Logs(LogLevel.Error, name, level, null));

    [Fact]
    public void What_is_no_HTTP_is_there_for_those_who_look_for_it()
    {
        Assert.False(Logs(LogLevel.Info, "ApplicationError", Level.Error, new BadHttpRequestException("none")));
        Assert.True(Logs(LogLevel.Debug, "ApplicationError", Level.Error, new BadHttpRequestException("none")));
        Assert.True(Logs(LogLevel.Debug, "Http2QueueOperationsExceeded", Level.Critical, null));
        Assert.True(Logs(LogLevel.Info, "ApplicationError", Level.Error, new InvalidOperationException("ours")));
    }

    private static bool Logs(LogLevel log, string name, Level level, Exception? exception)
    {
        using var written = new MemoryStream();
        using var bridge = new LogBridge(new(log, LogFormat.Text, TimeProvider.System, written));
        bridge.Log(level, new EventId(1, name), Said, exception, (said, _) => said);
        return Encoding.UTF8.GetString(written.ToArray()).Contains(Said, StringComparison.Ordinal);
    }
}
