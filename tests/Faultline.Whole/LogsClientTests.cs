using Faultline.Whole.Instances;

namespace Faultline.Whole;

/// <summary>CloudWatch Logs through the AWS SDK for JavaScript, with an instance whose console is put there.</summary>
public sealed class LogsClientTests
{
    [Fact]
    public async Task The_JavaScript_SDK_calls_every_operation()
    {
        await using var server = await Server.Start();
        var ended = (await Tool.Run("node", ["logs.mjs"], server.Environment)).MustSucceed();
        var called = ended.Output.Split('\n').Single(line => line.StartsWith("called: ", StringComparison.Ordinal));
        string[] others = ["called:", "RunInstancesCommand", "TerminateInstancesCommand"];
        Assert.Equal(26, called.Split(' ').Except(others).Count());
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
        Assert.Equal(0, await server.Stop());
        Assert.Equal([], Trees.Of(server.State));
    }

    [ToolFact("aws")]
    public async Task Events_outlive_a_kill()
    {
        await using var server = await Server.Start();
        Task<Ended> Aws(params string[] arguments) => Tool.Run(
            "aws", ["--endpoint-url", server.Url, "logs", .. arguments, "--output", "text"], server.Environment);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        (await Aws("create-log-group", "--log-group-name", "app")).MustSucceed();
        (await Aws("create-log-stream", "--log-group-name", "app", "--log-stream-name", "one")).MustSucceed();
        (await Aws("put-log-events", "--log-group-name", "app", "--log-stream-name", "one",
            "--log-events", $"timestamp={now},message=kept")).MustSucceed();
        await server.Kill();
        await server.Start();
        Assert.Equal("kept", (await Aws("filter-log-events", "--log-group-name", "app", "--query", "events[].message"))
            .MustSucceed().Output.Trim());
    }
}
