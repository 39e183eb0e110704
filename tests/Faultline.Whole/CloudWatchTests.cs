namespace Faultline.Whole;

/// <summary>CloudWatch with real clients.</summary>
public sealed class CloudWatchTests
{
    /// <summary>All operations that are built.</summary>
    private const int Operations = 24;

    [Fact]
    public async Task The_JavaScript_SDK_calls_every_operation()
    {
        await using var server = await Server.Start();
        var ended = await Tool.Run("node", ["cloudwatch.mjs"], server.Environment);
        ended.MustSucceed();
        var called = ended.Output.Split('\n').Single(line => line.StartsWith("called: ", StringComparison.Ordinal));
        Assert.Equal(Operations, called.Split(' ').Length - 1);
    }

    [ToolFact("aws")]
    public async Task The_AWS_CLI_puts_data_that_are_there_after_a_kill()
    {
        await using var server = await Server.Start();
        (await Aws(server, "put-metric-data", "--namespace", "App", "--metric-name", "load", "--value", "42", "--unit",
            "Percent")).MustSucceed();
        await server.Kill();
        await server.Start();
        var now = DateTimeOffset.UtcNow;
        var shown = await Aws(
            server, "get-metric-statistics", "--namespace", "App", "--metric-name", "load", "--statistics", "Maximum",
            "--period", "3600", "--start-time", $"{now.AddHours(-2):s}Z", "--end-time", $"{now.AddMinutes(1):s}Z",
            "--query", "Datapoints[0].Maximum", "--output", "text");
        Assert.Equal("42", shown.MustSucceed().Output.Trim());
    }

    private static Task<Ended> Aws(Server server, params string[] arguments) =>
        Tool.Run("aws", ["--endpoint-url", server.Url, "cloudwatch", .. arguments], server.Environment);
}
