using System.Net;
using Faultline.Commands;
using Faultline.Services.Sqs;
using Faultline.Store;

namespace Faultline.Wire.Tests.Commands;

/// <summary>What options and environment come to.</summary>
public sealed class UpSettingsTests
{
    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var gathering = new UpSettings(_ => null);
        gathering.Of(new()
        {
            Port = "70000",
            Bind = ["nowhere"],
            Durability = "some",
            Log = "loud",
            LogFormat = "morse",
            Init = "/no/such/folder",
            State = "",
        });
        Assert.Equal(7, gathering.Errors.Count);
    }

    [Theory]
    [InlineData("127.0.0.1:4837", null, "127.0.0.1:4837")]
    [InlineData("127.0.0.1:4837 [::1]:4837", "4837", "127.0.0.1:4837 [::1]:4837")]
    [InlineData("127.0.0.1 ::1 127.0.0.1", "4837", "127.0.0.1:4837 [::1]:4837")]
    [InlineData("127.0.0.1 0.0.0.0 ::1", null, "0.0.0.0:4566 [::1]:4566")]
    [InlineData("127.0.0.1 :: 0.0.0.0 ::1", null, "[::]:4566")]
    [InlineData("127.0.0.1:4837 0.0.0.0", null, "127.0.0.1:4837 0.0.0.0:4566")]
    public void Each_address_is_listened_at_once_and_at_its_port(string bind, string? port, string listens)
    {
        var gathering = new UpSettings(_ => null);
        var settings = gathering.Of(new() { Bind = bind.Split(' '), Port = port });
        Assert.Empty(gathering.Errors);
        Assert.Equal(listens, string.Join(' ', settings.Listen));
    }

    [Fact]
    public void Two_ports_for_one_address_are_refused()
    {
        var gathering = new UpSettings(_ => null);
        gathering.Of(new() { Bind = ["localhost:4837"], Port = "4838" });
        Assert.Contains("--bind localhost:4837 names another port than --port 4838", Assert.Single(gathering.Errors));
    }

    [Fact]
    public void Port_0_is_one_that_is_free_and_the_same_at_every_address()
    {
        var settings = new UpSettings(_ => null).Of(new() { Bind = ["127.0.0.1", "127.0.0.2"], Port = "0" });
        var port = Assert.Single(settings.Listen.Select(at => at.Port).Distinct());
        Assert.InRange(port, 1, IPEndPoint.MaxPort);
        Assert.EndsWith($":{port}", settings.Sqs.Host, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_goes_before_the_environment()
    {
        var gathering = new UpSettings(name => name switch
        {
            "GATEWAY_LISTEN" => "0.0.0.0:4566",
            "PERSISTENCE" => "0",
            "DEBUG" => "1",
            "SQS_ENDPOINT_STRATEGY" => "path",
            "LOCALSTACK_HOST" => "cloud.test",
            _ => null,
        });
        var settings = gathering.Of(new() { Port = "81" });
        Assert.Equal([new IPEndPoint(IPAddress.Any, 81)], settings.Listen);
        Assert.False(settings.UnknownKeysAreRoot);
        Assert.Equal(Durability.None, settings.Durability);
        Assert.Equal(LogLevel.Debug, settings.Log);
        Assert.Equal(QueueUrlForm.Path, settings.Sqs.UrlForm);
        Assert.Equal("cloud.test:81", settings.Sqs.Host);
        Assert.Equal(Durability.Strict, gathering.Of(new() { Durability = "strict" }).Durability);
        Assert.Empty(gathering.Errors);
    }

    [Fact]
    public void Without_a_word_it_is_the_loopback_address_and_strict()
    {
        var settings = new UpSettings(_ => null).Of(new());
        Assert.All(settings.Listen, at => Assert.True(IPAddress.IsLoopback(at.Address)));
        Assert.Equal(4566, settings.Port);
        Assert.True(settings.UnknownKeysAreRoot);
        Assert.Equal(Durability.Strict, settings.Durability);
    }
}
