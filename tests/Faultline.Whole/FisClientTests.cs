namespace Faultline.Whole;

/// <summary>Fault injection through the AWS SDK for JavaScript, and the AWS CLI where the SDK is older.</summary>
public sealed class FisClientTests
{
    [ToolFact("aws")]
    public async Task Real_clients_call_every_operation()
    {
        await using var server = await Server.Start();
        var ended = (await Tool.Run("node", ["fis.mjs"], server.Environment)).MustSucceed();
        var called = ended.Output.Split('\n').Single(line => line.StartsWith("called: ", StringComparison.Ordinal));
        string[] others =
        [
            "called:", "PutMetricAlarmCommand", "SetAlarmStateCommand", "CreateLogGroupCommand", "GetLogEventsCommand",
        ];
        Assert.Equal(24, called.Split(' ').Except(others).Count());

        // The SDK that can be had knows nothing of the safety lever.
        Task<Ended> Aws(params string[] arguments) => Tool.Run(
            "aws", ["--endpoint-url", server.Url, "fis", .. arguments, "--output", "text"], server.Environment);
        Assert.Equal("disengaged", (await Aws(
            "get-safety-lever", "--id", "default", "--query", "safetyLever.state.status")).MustSucceed().Output.Trim());
        Assert.Equal("engaged", (await Aws(
            "update-safety-lever-state", "--id", "default", "--state", "status=engaged,reason=enough",
            "--query", "safetyLever.state.status")).MustSucceed().Output.Trim());
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
    }

    [ToolFact("aws")]
    public async Task An_experiment_goes_on_after_a_kill()
    {
        await using var server = await Server.Start();
        Task<Ended> Aws(params string[] arguments) => Tool.Run(
            "aws", ["--endpoint-url", server.Url, "fis", .. arguments, "--output", "text"], server.Environment);
        var template = (await Aws(
            "create-experiment-template", "--client-token", "t", "--description", "d",
            "--role-arn", "arn:aws:iam::000000000000:role/chaos", "--stop-conditions", "source=none",
            "--actions", """{"rest":{"actionId":"aws:fis:wait","parameters":{"duration":"PT1M"}}}""",
            "--query", "experimentTemplate.id")).MustSucceed().Output.Trim();
        var id = (await Aws(
            "start-experiment", "--experiment-template-id", template, "--query", "experiment.id"))
            .MustSucceed().Output.Trim();
        await server.Kill();
        await server.Start();
        var stopped = await Aws("stop-experiment", "--id", id, "--query", "experiment.state.status");
        Assert.Equal("stopping", stopped.MustSucceed().Output.Trim());
        string status;
        do
        {
            status = (await Aws("get-experiment", "--id", id, "--query", "experiment.state.status"))
                .MustSucceed().Output.Trim();
        }
        while (status == "stopping");
        Assert.Equal("stopped", status);
    }
}
