namespace Faultline.Whole;

/// <summary>Real clients against the binary.</summary>
public sealed class ClientTests
{
    [Theory]
    [InlineData("sqs", 23)]
    [InlineData("sts", 8)]
    public async Task The_JavaScript_SDK_calls_every_operation_of(string service, int operations)
    {
        await using var server = await Server.Start();
        var ended = await Tool.Run("node", [$"{service}.mjs"], server.Environment);
        ended.MustSucceed();
        var called = ended.Output.Split('\n').Single(line => line.StartsWith("called: ", StringComparison.Ordinal));
        Assert.Equal(operations - Refused(service).Count(), called.Split(' ').Length - 1);
    }

    [ToolFact("aws")]
    public async Task Keys_of_a_session_stay_good_over_a_restart()
    {
        await using var server = await Server.Start();
        var made = (await Aws(server, "sts", "get-session-token", "--output", "text", "--query",
            "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]")).MustSucceed().Output.Split();
        await server.Kill();
        await server.Start();
        var environment = new Dictionary<string, string>(server.Environment)
        {
            ["AWS_ACCESS_KEY_ID"] = made[0],
            ["AWS_SECRET_ACCESS_KEY"] = made[1],
            ["AWS_SESSION_TOKEN"] = made[2],
        };
        (await Tool.Run("aws", ["sts", "get-caller-identity"], environment)).MustSucceed();
        environment["AWS_SECRET_ACCESS_KEY"] = "wrong";
        var refused = await Tool.Run("aws", ["sts", "get-caller-identity"], environment);
        Assert.Contains("SignatureDoesNotMatch", refused.Errors);
    }

    [ToolFact("aws")]
    public async Task The_AWS_CLI_sends_over_https_as_over_http()
    {
        await using var server = await Server.Start();
        var secure = new Dictionary<string, string>(server.Environment)
        {
            ["AWS_ENDPOINT_URL"] = $"https://127.0.0.1:{server.Port}",
            ["PYTHONWARNINGS"] = "ignore",
        };
        string[] create = ["--no-verify-ssl", "--endpoint-url", secure["AWS_ENDPOINT_URL"], "sqs", "create-queue"];
        (await Tool.Run("aws", [.. create, "--queue-name", "secure"], secure)).MustSucceed();
        Assert.Contains("/secure", (await Aws(server, "sqs", "list-queues")).MustSucceed().Output);
    }

    private static Task<Ended> Aws(Server server, params string[] arguments) =>
        Tool.Run("aws", ["--endpoint-url", server.Url, .. arguments], server.Environment);

    /// <summary>Operations whose only call in the script is one that must fail, which the tally leaves out.</summary>
    private static IEnumerable<string> Refused(string service) =>
        service == "sts" ? ["DecodeAuthorizationMessage"] : [];
}
