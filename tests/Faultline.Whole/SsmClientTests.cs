namespace Faultline.Whole;

/// <summary>Parameter Store through the AWS SDK for JavaScript, and what outlives a kill of the server.</summary>
public sealed class SsmClientTests
{
    [Fact]
    public async Task The_JavaScript_SDK_calls_every_operation()
    {
        await using var server = await Server.Start();
        var ended = (await Tool.Run("node", ["ssm.mjs"], server.Environment)).MustSucceed();
        var called = ended.Output.Split('\n').Single(line => line.StartsWith("called: ", StringComparison.Ordinal));
        Assert.Equal(13, called.Split(' ').Except(["called:"]).Count());
        Assert.Equal(0, await server.Stop());
    }

    [ToolFact("aws")]
    public async Task A_secret_outlives_a_kill_and_is_nowhere_in_the_state()
    {
        await using var server = await Server.Start();
        Task<Ended> Aws(params string[] arguments) => Tool.Run(
            "aws", ["--endpoint-url", server.Url, "ssm", .. arguments, "--output", "text"], server.Environment);
        (await Aws("put-parameter", "--name", "db", "--type", "SecureString", "--value", "correct horse"))
            .MustSucceed();
        await server.Kill();
        await server.Start();
        Assert.Equal("correct horse", (await Aws(
            "get-parameter", "--name", "db", "--with-decryption", "--query", "Parameter.Value"))
            .MustSucceed().Output.Trim());
        await server.Kill();
        foreach (var file in Directory.EnumerateFiles(server.State, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("correct horse"u8));
        }
    }
}
