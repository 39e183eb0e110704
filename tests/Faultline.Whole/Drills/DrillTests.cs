using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Faultline.Whole.Drills;

/// <summary>Drills, as a user plays them with the binary.</summary>
public sealed class DrillTests : IDisposable
{
    private const string Template = """
        Resources:
          Orders: { Type: AWS::SQS::Queue }
        Outputs:
          Queue: { Value: !Ref Orders }
        """;

    private const string Drill = """
        name: refused
        stacks:
          refused: { template: queue.yaml }
        workload:
          orders: { queue-sends: "${refused.Queue}", rate: 10, clients: 2 }
          workers: { queue-receives: "${refused.Queue}", rate: 10, clients: 2 }
        steady: { success: 90%, for: 2s, within: 1m }
        faults:
          - { at: 0s, says: all is refused, fault: api-error, service: sqs, error: ServiceUnavailable, for: 2s }
        objectives: { rto: 30s, lost-writes: 0 }
        before: 1s
        recover: 30s
        after: 1s
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("faultline-drills-").FullName;

    public DrillTests() => File.WriteAllText(Path.Combine(folder, "queue.yaml"), Template);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_drill_is_played_in_a_server_of_its_own_of_which_nothing_stays()
    {
        // One of a drill that was killed together with its server, and one of a drill that still runs.
        const int Nobody = int.MaxValue;
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        var dead = Directory.CreateDirectory(Path.Combine(temporary, $"faultline-drill-{Nobody}-x")).FullName;
        var alive = Directory.CreateDirectory(
            Path.Combine(temporary, $"faultline-drill-{Environment.ProcessId}-x")).FullName;
        File.WriteAllText(Path.Combine(dead, "server.log"), "it was killed");
        var played = await Tool.Run(
            Repository.Faultline,
            Arguments(Drill, ["--timing", "fast", "--seed", "7", "--json"]),
            new Dictionary<string, string> { ["TMPDIR"] = temporary });
        played.MustSucceed();
        var result = JsonNode.Parse(played.Output)!;
        Assert.True((bool)result["passed"]!, played.Output);
        var report = Path.Combine(folder, "report");
        foreach (var name in (string[])["report.html", "report.json", "report.md", "junit.xml", "evidence.json"])
        {
            Assert.True(File.Exists(Path.Combine(report, name)), name);
        }

        Assert.Contains("a server of the drill's own answers at", played.Errors);
        Assert.Equal([alive], Directory.GetDirectories(temporary));
    }

    [Fact]
    public async Task A_server_of_the_drills_own_goes_with_it_when_it_is_killed()
    {
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        using var drill = Start(Drill, ["--timing", "fast"], temporary);
        await Until(drill, "all is refused");
        Assert.Single(Directory.GetDirectories(temporary));
        drill.Kill();
        await drill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(Limit);
        while (Directory.GetDirectories(temporary).Length > 0)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    [Fact]
    public async Task An_objective_that_is_missed_fails_the_drill()
    {
        var played = await Play(
            Drill.Replace("lost-writes: 0", "availability: 100%", StringComparison.Ordinal), "--timing", "fast");
        Assert.Equal(1, played.Code);
        Assert.Contains("missed  availability of orders", played.Output);
    }

    [Fact]
    public async Task What_a_killed_drill_left_is_removed_by_the_next_one()
    {
        await using var server = await Server.Start();
        using (var drill = Start(Drill.Replace(", for: 2s", "", StringComparison.Ordinal), ["--state", server.State]))
        {
            await Until(drill, "all is refused");
            drill.Kill();
            await drill.WaitForExitAsync();
        }

        using var door = new FaultDoor(server);
        Assert.Single(await door.InForce());
        Assert.Single(Directory.GetFiles(Path.Combine(server.State, "drills")));
        var next = (await Play(Drill, "--state", server.State)).MustSucceed();
        Assert.Contains("a drill (refused) died and left the stack refused, the fault fault-", next.Errors);
        await AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task What_a_killed_drill_left_is_removed_when_its_server_starts_again()
    {
        await using var server = await Server.Start();
        using (var drill = Start(Drill.Replace(", for: 2s", "", StringComparison.Ordinal), ["--state", server.State]))
        {
            await Until(drill, "all is refused");
            drill.Kill();
            await drill.WaitForExitAsync();
        }

        await server.Kill();
        await server.Start();
        using var limit = new CancellationTokenSource(Limit);
        while (Directory.GetFiles(Path.Combine(server.State, "drills")).Length > 0)
        {
            await Task.Delay(50, limit.Token);
        }

        await AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task A_drill_that_is_interrupted_reports_and_leaves_nothing()
    {
        await using var server = await Server.Start();
        using var drill = Start(Drill, ["--state", server.State]);
        await Until(drill, "all is refused");
        (await Tool.Run("kill", ["-INT", $"{drill.Id}"])).MustSucceed();
        await drill.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(1, drill.ExitCode);
        var report = await File.ReadAllTextAsync(Path.Combine(folder, "report", "report.json"));
        Assert.Contains("it was interrupted in the phase", report);
        await AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task A_file_that_is_wrong_is_refused_before_anything_starts()
    {
        var refused = await Play(Drill.Replace("rto:", "rte:", StringComparison.Ordinal));
        Assert.Equal(2, refused.Code);
        Assert.Matches(@"drill\.yaml:\d+: 'rte' is unknown in objectives\. Did you mean rto", refused.Errors);
        Assert.False(Directory.Exists(Path.Combine(folder, "report")));
        Assert.Equal(0, (await Play(Drill, "--check")).Code);
    }

    private static async Task AssertNothingIsLeft(Server server)
    {
        using var door = new FaultDoor(server);
        Assert.Empty(await door.InForce());
        var drills = Path.Combine(server.State, "drills");
        Assert.Empty(Directory.Exists(drills) ? Directory.GetFiles(drills) : []);
        using var http = new HttpClient { BaseAddress = new(server.Url) };
        using var answer = await http.PostAsync(
            "/_faultline/calls/us-east-1/cloudformation/DescribeStacks", new StringContent("{}"));
        Assert.Empty(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["Stacks"]?.AsArray() ?? []);
    }

    /// <summary>Waits for a line of the drill's.</summary>
    private static async Task Until(Process drill, string says)
    {
        // What it says afterwards is nobody's, and must not keep it waiting: so lines are taken as they come.
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new List<string>();
        drill.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                said.TrySetException(new InvalidOperationException(string.Join('\n', told)));
            }
            else if (line.Data.Contains(says, StringComparison.Ordinal))
            {
                said.TrySetResult();
            }

            told.Add(line.Data ?? "");
        };
        drill.BeginErrorReadLine();
        await said.Task.WaitAsync(Limit);
    }

    private Task<Ended> Play(string text, params string[] more) =>
        Tool.Run(Repository.Faultline, Arguments(text, more));

    private Process Start(string text, string[] more, string? temporary = null)
    {
        var start = new ProcessStartInfo(Repository.Faultline, Arguments(text, more))
        {
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["TMPDIR"] = temporary ?? Path.GetTempPath();
        return Process.Start(start)!;
    }

    private string[] Arguments(string text, string[] more)
    {
        var path = Path.Combine(folder, "drill.yaml");
        File.WriteAllText(path, text);
        return ["drill", path, "--report", Path.Combine(folder, "report"), .. more];
    }
}
