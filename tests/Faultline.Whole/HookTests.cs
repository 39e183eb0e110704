using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>While init scripts run the server is found, and stops in good order with all that they started.</summary>
public sealed class HookTests : IDisposable
{
    /// <summary>One that waits for its child, and a child that has lost its parent.</summary>
    private const string Endless = """
        cd "$(dirname "$0")"
        (sleep 4711 & echo $! >> begun)
        sleep 4711 &
        echo $$ $! >> begun
        mv begun pids
        wait
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("faultline-hooks-").FullName;

    private string State => Path.Combine(folder, "state");

    private string Init => Path.Combine(folder, "init");

    public void Dispose()
    {
        // They are there still only where a test has failed.
        foreach (var pid in Started().Where(Runs))
        {
            using var left = Process.GetProcessById(pid);
            left.Kill();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("boot", "down", "--state")]
    [InlineData("start", "kill", "-TERM")]
    [InlineData("start", "down", "--port")]
    [InlineData("ready", "down", "--state")]
    [InlineData("ready", "kill", "-TERM")]
    [InlineData("ready", "kill", "-INT")]
    public async Task A_stop_while_a_script_runs_leaves_nothing_of_it(string stage, string how, string option)
    {
        var port = Server.FreePort();
        using var server = await Begin(stage, port);
        var pid = server.Id;
        try
        {
            var status = await Tool.Run(Repository.Faultline, ["status", "--json", "--state", State]);
            var json = JsonNode.Parse(status.Output)!;
            Assert.Equal((1, pid), (status.Code, (int)json["pid"]!));
            Assert.Equal(
                (true, stage != "boot", false),
                ((bool)json["running"]!, (bool)json["answers"]!, (bool)json["ready"]!));
            var said = await Tool.Run(Repository.Faultline, ["status", "--state", State]);
            Assert.Contains("starting", said.Output, StringComparison.OrdinalIgnoreCase);
            var stop = how == "kill"
                ? await Tool.Run("kill", [option, $"{pid}"])
                : await Tool.Run(Repository.Faultline, ["down", option, option == "--state" ? State : $"{port}"]);
            Assert.Contains(how == "kill" ? "" : $"Stopped the server (process {pid}).", stop.MustSucceed().Output);
            await server.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
        finally
        {
            server.Kill();
        }

        Assert.Equal(0, server.ExitCode);
        Assert.Equal(3, Started().Count);
        Assert.DoesNotContain(Started(), Runs);
        Assert.True(File.Exists(Path.Combine(Init, "shutdown.d", "ran")));
        Assert.False(File.Exists(Path.Combine(Init, $"{stage}.d", "second")));
        Assert.Equal(
            ["format", "lock", "regions", "secret", "secret.check", "world"],
            Directory.EnumerateFileSystemEntries(State).Select(Path.GetFileName).Except(["addresses"])
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_waits_for_a_detached_start_hears_that_it_was_stopped()
    {
        Scripts("ready");
        var waits = Tool.Run(
            Repository.Faultline,
            ["up", "--detach", "--port", $"{Server.FreePort()}", "--state", State, "--init", Init]);
        await Pids();
        (await Tool.Run(Repository.Faultline, ["down", "--state", State])).MustSucceed();
        var ended = await waits;
        Assert.Equal(1, ended.Code);
        Assert.Equal(
            $"faultline: the server was stopped before it was ready; its log is {State}/server.log.",
            ended.Errors.TrimEnd());
    }

    private async Task<Process> Begin(string stage, int port)
    {
        Scripts(stage);
        var server = Process.Start(new ProcessStartInfo(
            Repository.Faultline, ["up", "--port", $"{port}", "--state", State, "--init", Init, "--log", "error"])
        {
            RedirectStandardInput = true,
        })!;
        await Pids();
        return server;
    }

    private void Scripts(string stage)
    {
        foreach (var (path, script) in (IEnumerable<(string, string)>)
        [
            ($"{stage}.d/a.sh", Endless),
            ($"{stage}.d/b.sh", "touch \"$(dirname \"$0\")/second\""),
            ("shutdown.d/a.sh", "touch \"$(dirname \"$0\")/ran\""),
        ])
        {
            var file = Path.Combine(Init, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, script + "\n");
        }
    }

    private async Task Pids()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Started().Count == 0)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private List<int> Started() => !Directory.Exists(Init)
        ? []
        : [.. Directory.GetFiles(Init, "pids", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse)];

    /// <summary>What has ended but was not buried by its parent has no command line.</summary>
    private static bool Runs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
