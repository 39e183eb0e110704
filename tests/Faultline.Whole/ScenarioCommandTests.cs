using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>Scenarios as somebody runs them by hand, over instances that really run.</summary>
public sealed class ScenarioCommandTests
{
    private const string Zone = "us-east-1a";
    private const string OtherZone = "us-east-1b";

    [ToolFact("aws")]
    public async Task An_instance_is_away_for_its_minute_and_then_is_there_again()
    {
        await using var server = await Server.Start();
        var (struck, spared) = (await Launch(server, Zone), await Launch(server, OtherZone));
        await using var running = new Scenario(
            server, "ec2-instance-failure", "--zone", Zone, "--for", "1m");
        await running.Says("Found: Instances 1.");
        await running.Says("Stop-Instances: running");
        Assert.Equal(("stopped", "running"), (await Resting(server, struck), await State(server, spared)));
        Assert.Equal(0, await running.Ended());
        await running.Says("experiment: completed");
        Assert.Equal(("running", "running"), (await Resting(server, struck), await State(server, spared)));
    }

    [ToolFact("aws")]
    public async Task Interrupted_a_loss_of_power_ends_and_leaves_nothing_behind()
    {
        await using var server = await Server.Start();
        var struck = await Launch(server, Zone);
        var acl = await Acl(server);
        await using var running = new Scenario(server, "az-power-interruption", "--zone", Zone);
        await running.Says("left out: Pause-ElastiCache");
        await running.Says("Stop-Instances: running");
        await running.Says("Pause-network-connectivity: running");
        Assert.Equal("stopped", await Resting(server, struck));
        Assert.NotEqual(acl, await Acl(server));
        Assert.NotEmpty(await Faults(server));
        (await Tool.Run("kill", ["-INT", $"{running.Pid}"])).MustSucceed();
        Assert.Equal(1, await running.Ended());
        await running.Says("faultline: the experiment stops, and what it did is put right");
        await running.Says("experiment: stopped");
        Assert.Equal("running", await Resting(server, struck));
        Assert.Equal(acl, await Acl(server));
        Assert.Empty(await Faults(server));
    }

    [ToolFact("aws")]
    public async Task A_rehearsal_says_what_would_be_struck_and_strikes_nothing()
    {
        await using var server = await Server.Start();
        var meant = await Launch(server, Zone);
        var shown = await Run(server, "az-power-interruption", "--zone", Zone, "--dry-run");
        Assert.Matches($@"(?m)^Instances +aws:ec2:instance +arn:aws:ec2:us-east-1:\d+:instance/{meant}$",
            shown.MustSucceed().Output);
        Assert.Matches("(?m)^Volume +aws:ec2:ebs-volume +nothing$", shown.Output);
        var json = await Run(server, "az-power-interruption", "--zone", Zone, "--dry-run", "--json");
        var targets = JsonNode.Parse(json.MustSucceed().Output)!["targets"]!.AsArray();
        Assert.EndsWith(meant, (string)targets.Single(each => (string)each!["name"]! == "Instances")!["arns"]![0]!);
        Assert.Equal("running", await State(server, meant));
        Assert.Empty(await Faults(server));
    }

    [ToolFact("aws")]
    public async Task Where_nothing_is_struck_it_fails_and_says_what_to_do()
    {
        await using var server = await Server.Start();
        foreach (var scenario in (string[])["ec2-instance-failure", "ebs-sustained-latency"])
        {
            var nothing = await Run(server, scenario, "--zone", Zone, "--json");
            Assert.Equal(1, nothing.Code);
            Assert.Equal("failed", (string)JsonNode.Parse(nothing.Output)!["state"]!["status"]!);
            Assert.StartsWith(
                $"faultline: nothing that {scenario} strikes was found in {Zone}; ", nothing.Errors,
                StringComparison.Ordinal);
        }

        // Every subnet of the account is elsewhere: what is left to be struck are roles.
        foreach (var subnet in await Subnets(server))
        {
            await Aws(server, "ec2", "delete-subnet", "--subnet-id", subnet);
        }

        var empty = await Run(server, "az-power-interruption", "--zone", Zone);
        Assert.Equal(1, empty.Code);
        Assert.Contains("experiment: stopped", empty.Output, StringComparison.Ordinal);
        Assert.Contains($"nothing that az-power-interruption strikes was found in {Zone}", empty.Errors);
    }

    [Theory]
    [InlineData("'az-power-interrupt'. Did you mean az-power-interruption?", 2, "az-power-interrupt")]
    [InlineData("az-power-interruption needs 'zone'", 2, "az-power-interruption")]
    [InlineData("there is no 'use1-az77'", 2, "az-power-interruption", "--zone", "use1-az77")]
    [InlineData("it needs Systems Manager's Run Command, which is not built yet; `faultline fault pressure", 1,
        "ec2-cpu-stress")]
    [InlineData("the zone is in us-east-1, not in eu-west-1: leave --region out", 2,
        "ec2-instance-failure", "--zone", "use1-az1", "--region", "eu-west-1")]
    [InlineData("no server runs over /nowhere/at/all. `faultline up` starts one.", 1,
        "ec2-instance-failure", "--zone", "use1-az1", "--state", "/nowhere/at/all")]
    public async Task What_cannot_be_run_is_said_with_what_to_do(string says, int code, params string[] arguments)
    {
        var refused = await Tool.Run(Repository.Faultline, ["scenario", "run", .. arguments]);
        Assert.Equal((code, ""), (refused.Code, refused.Output));
        Assert.Contains(says, refused.Errors, StringComparison.Ordinal);
    }

    private static Task<Ended> Run(Server server, params string[] arguments) =>
        Tool.Run(Repository.Faultline, ["scenario", "run", .. arguments, "--port", $"{server.Port}"]);

    private static async Task<string> Aws(Server server, params string[] arguments) => (await Tool.Run(
        "aws", ["--endpoint-url", server.Url, .. arguments, "--output", "text"], server.Environment))
        .MustSucceed().Output.Trim();

    private static async Task<string> Launch(Server server, string zone)
    {
        var id = await Aws(
            server, "ec2", "run-instances", "--image-id", "ami-0fa01000000000003", "--placement",
            $"AvailabilityZone={zone}", "--query", "Instances[0].InstanceId");
        await Aws(server, "ec2", "wait", "instance-running", "--instance-ids", id);
        return id;
    }

    private static Task<string> State(Server server, string id) => Aws(
        server, "ec2", "describe-instances", "--instance-ids", id,
        "--query", "Reservations[0].Instances[0].State.Name");

    /// <summary>How it is once it is on its way nowhere.</summary>
    private static async Task<string> Resting(Server server, string id)
    {
        string state;
        do
        {
            state = await State(server, id);
        }
        while (state is "stopping" or "pending");
        return state;
    }

    /// <summary>The ACL that the zone's subnet is under.</summary>
    private static async Task<string> Acl(Server server) => await Aws(
        server, "ec2", "describe-network-acls", "--filters",
        $"Name=association.subnet-id,Values={string.Join(',', await Subnets(server))}",
        "--query", "NetworkAcls[0].NetworkAclId");

    private static async Task<string[]> Subnets(Server server) => (await Aws(
        server, "ec2", "describe-subnets", "--filters", $"Name=availability-zone,Values={Zone}",
        "--query", "Subnets[].SubnetId")).Split('\t');

    private static async Task<JsonArray> Faults(Server server)
    {
        var listed = await Tool.Run(Repository.Faultline, ["fault", "list", "--json", "--port", $"{server.Port}"]);
        return JsonNode.Parse(listed.MustSucceed().Output)!["faults"]!.AsArray();
    }

    /// <summary>A scenario that runs; whatever of it is there in the end goes with the test.</summary>
    private sealed class Scenario : IAsyncDisposable
    {
        private static readonly TimeSpan limit = TimeSpan.FromMinutes(3);

        private readonly Process process;
        private readonly StringBuilder all = new();
        private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];

        public Scenario(Server server, params string[] arguments)
        {
            process = new()
            {
                StartInfo = new(
                    Repository.Faultline, ["scenario", "run", .. arguments, "--port", $"{server.Port}"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                },
            };
            process.OutputDataReceived += (_, line) => Note(line.Data);
            process.ErrorDataReceived += (_, line) => Note(line.Data);
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public int Pid => process.Id;

        /// <summary>Waits until it has said that.</summary>
        public async Task Says(string text)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (all)
            {
                if (all.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                awaited.Add((text, seen));
            }

            try
            {
                await seen.Task.WaitAsync(limit);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"It does not say '{text}', but\n{all}");
            }
        }

        public async Task<int> Ended()
        {
            await process.WaitForExitAsync().WaitAsync(limit);
            return process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        private void Note(string? line)
        {
            lock (all)
            {
                all.AppendLine(line);
                awaited.Where(each => line?.Contains(each.Text, StringComparison.Ordinal) == true).ToList()
                    .ForEach(each => each.Seen.TrySetResult());
            }
        }
    }
}
