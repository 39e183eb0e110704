namespace Faultline.Whole;

/// <summary>Stacks with real clients.</summary>
public sealed class CloudFormationTests
{
    [Fact]
    public async Task The_JavaScript_SDK_makes_changes_and_deletes_stacks()
    {
        await using var server = await Server.Start();
        (await Tool.Run("node", ["cloudformation.mjs"], server.Environment)).MustSucceed();
        (await Tool.Run("node", ["cloudformation-instances.mjs"], server.Environment)).MustSucceed();
        (await Tool.Run("node", ["cloudformation-reviews.mjs"], server.Environment)).MustSucceed();
        (await Tool.Run("node", ["cloudformation-nested.mjs"], server.Environment)).MustSucceed();
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
        Assert.Equal(0, await server.Stop());
    }

    [ToolFact("aws")]
    public async Task The_AWS_CLI_deploys_a_template_twice_and_a_kill_between_loses_nothing()
    {
        await using var server = await Server.Start();
        var template = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.yaml");
        try
        {
            await File.WriteAllTextAsync(template, "Resources: {Q: {Type: AWS::SQS::Queue}}");
            (await Deploy(server, template)).MustSucceed();
            await server.Kill();
            await server.Start();
            var again = (await Deploy(server, template)).MustSucceed();
            Assert.Contains("No changes to deploy", again.Output, StringComparison.Ordinal);
            await File.WriteAllTextAsync(
                template, "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 7}}}");

            // The CLI names its change sets by the second, and one of a name is there still.
            await Task.Delay(TimeSpan.FromSeconds(1));
            (await Deploy(server, template)).MustSucceed();
            var shown = await Aws(
                server, "describe-stacks", "--stack-name", "cli", "--query", "Stacks[0].StackStatus",
                "--output", "text");
            Assert.Equal("UPDATE_COMPLETE", shown.MustSucceed().Output.Trim());
        }
        finally
        {
            File.Delete(template);
        }
    }

    [ToolFact("aws")]
    public async Task A_template_that_was_put_is_there_after_a_kill_for_the_AWS_CLI()
    {
        const string Body = "Resources: {Q: {Type: AWS::SQS::Queue}}";
        await using var server = await Server.Start();
        using var client = new HttpClient();
        var url = $"{server.Url}/_faultline/templates/kept.yaml";
        Assert.True((await client.PutAsync(url, new StringContent(Body))).IsSuccessStatusCode);
        await server.Kill();
        await server.Start();
        Assert.Equal(Body, await client.GetStringAsync($"{server.Url}/_faultline/templates/kept.yaml"));
        (await Aws(server, "create-stack", "--stack-name", "kept", "--template-url", url)).MustSucceed();
        (await Aws(server, "wait", "stack-create-complete", "--stack-name", "kept")).MustSucceed();
    }

    private static Task<Ended> Deploy(Server server, string template) =>
        Aws(server, "deploy", "--stack-name", "cli", "--template-file", template, "--no-fail-on-empty-changeset");

    private static Task<Ended> Aws(Server server, params string[] arguments) =>
        Tool.Run("aws", ["--endpoint-url", server.Url, "cloudformation", .. arguments], server.Environment);
}
