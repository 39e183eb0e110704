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
            Port = 70_000,
            Bind = ["nowhere"],
            Durability = "some",
            Log = "loud",
            LogFormat = "morse",
            Init = "/no/such/folder",
        });
        Assert.Equal(6, gathering.Errors.Count);
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
        var settings = gathering.Of(new() { Port = 81 });
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
