namespace Faultline.Whole.Instances;

/// <summary>Whole architectures through the AWS SDK for JavaScript and the AWS CLI, with instances that run.</summary>
public sealed class Ec2ClientTests
{
    [Theory]
    [InlineData("ec2-architecture")]
    [InlineData("ec2-calls")]
    [InlineData("ec2-disks")]
    [InlineData("ec2-metadata")]
    [InlineData("ec2-places")]
    public async Task The_JavaScript_SDK_runs(string script)
    {
        await using var server = await Server.Start();
        (await Tool.Run("node", [$"{script}.mjs"], server.Environment)).MustSucceed();
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
        Assert.Equal(0, await server.Stop());
        Assert.Equal([], Trees.Of(server.State));
    }

    [ToolFact("aws")]
    public async Task The_AWS_CLI_launches_waits_moves_an_address_and_terminates()
    {
        await using var server = await Server.Start();
        Task<Ended> Aws(params string[] arguments) => Tool.Run(
            "aws", ["--endpoint-url", server.Url, "ec2", .. arguments, "--output", "text"], server.Environment);
        async Task<string> Must(params string[] arguments) => (await Aws(arguments)).MustSucceed().Output.Trim();

        string[] launch = ["run-instances", "--image-id", Machines.Shell, "--instance-type", "t3.micro"];
        var id = await Must([.. launch, "--user-data", "#!/bin/sh\necho the sea was still\n",
            "--tag-specifications", "ResourceType=instance,Tags=[{Key=Name,Value=one}]",
            "--query", "Instances[0].InstanceId"]);
        Assert.Matches("^i-[0-9a-f]{17}$", id);
        await Must("wait", "instance-running", "--instance-ids", id);
        Assert.Equal("one\trunning", await Must("describe-instances", "--filters", "Name=tag:Name,Values=o*",
            "--query", "Reservations[].Instances[].[Tags[0].Value,State.Name]"));
        using (var machines = new Machines(server))
        {
            await Machines.Until("what user data printed is on the console", async () =>
                (await machines.Console(id)).Contains("the sea was still", StringComparison.Ordinal));
        }

        Assert.Contains(
            "the sea was still", await Must("get-console-output", "--instance-id", id, "--query", "Output"));
        var allocation = (await Must("allocate-address", "--query", "[AllocationId,PublicIp]")).Split('\t');
        Assert.StartsWith("eipassoc-", await Must(
            "associate-address", "--allocation-id", allocation[0], "--instance-id", id, "--query", "AssociationId"));
        Assert.Equal(allocation[1], await Must("describe-instances", "--instance-ids", id,
            "--query", "Reservations[0].Instances[0].PublicIpAddress"));
        Assert.Equal("shutting-down", await Must("terminate-instances", "--instance-ids", id,
            "--query", "TerminatingInstances[0].CurrentState.Name"));
        await Must("wait", "instance-terminated", "--instance-ids", id);
        Assert.Equal("None", await Must("describe-addresses", "--query", "Addresses[0].AssociationId"));
        var refused = await Aws("describe-instances", "--instance-ids", "i-0123456789abcdef0");
        Assert.Contains("(InvalidInstanceID.NotFound)", refused.Errors);
    }
}
