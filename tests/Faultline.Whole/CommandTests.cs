using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>The commands, as a user types them.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("faultline-commands-").FullName;

    private string State => Path.Combine(folder, "state");

    public void Dispose()
    {
        // A server is there still only where a test has failed.
        var running = Path.Combine(State, "server.json");
        if (File.Exists(running))
        {
            using var left = Process.GetProcessById((int)JsonNode.Parse(File.ReadAllText(running))!["pid"]!);
            left.Kill();
            left.WaitForExit(TimeSpan.FromSeconds(10));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_server_is_started_asked_and_stopped_and_nothing_of_it_is_left()
    {
        var port = Server.FreePort();
        var up = Json(await Run("up", "--detach", "--json", "--port", $"{port}"));
        var pid = (int)up["pid"]!;
        try
        {
            Assert.Equal(port, (int)up["port"]!);
            var status = Json(await Run("status", "--json"));
            Assert.True((bool)status["running"]! && (bool)status["answers"]!);
            Assert.Equal(pid, (int)status["pid"]!);
            Assert.Contains($"process {pid} answers", (await Run("status")).MustSucceed().Output);
            var byPort = await Tool.Run(Repository.Faultline, ["status", "--port", $"{port}"]);
            Assert.Equal((await Run("status")).Output.Split('\n')[0], byPort.MustSucceed().Output.Split('\n')[0]);
            Assert.Equal($"http://localhost:{port}", (string)Json(await Run("env", "--json"))["AWS_ENDPOINT_URL"]!);
            Assert.Contains($"export AWS_ENDPOINT_URL=http://localhost:{port}\n", (await Run("env")).Output);
        }
        finally
        {
            var down = Json(await Run("down", "--json"));
            Assert.Equal(pid, (int)down["pid"]!);
        }

        // What has ended but was not buried by its parent, as in a container without an init, has no command line.
        Assert.True(!File.Exists($"/proc/{pid}/cmdline") || File.ReadAllText($"/proc/{pid}/cmdline").Length == 0);
        using (var free = new TcpListener(IPAddress.Loopback, port))
        {
            free.Start();
        }

        // Where another server of the machine has the share of addresses, the one that this has taken is written down.
        Assert.Equal(
            ["format", "lock", "regions", "secret", "secret.check", "server.log", "world"],
            Directory.EnumerateFileSystemEntries(State).Select(Path.GetFileName).Except(["addresses"])
                .Order(StringComparer.Ordinal));
        var afterwards = await Run("status", "--json");
        Assert.Equal(1, afterwards.Code);
        Assert.False((bool)JsonNode.Parse(afterwards.Output)!["running"]!);
        Assert.StartsWith("Nothing to stop", (await Run("down")).MustSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_and_every_command_are_said()
    {
        var version = (await Tool.Run(Repository.Faultline, ["--version"])).MustSucceed().Output.Trim();
        Assert.Matches(@"^\d+\.\d+\.\d+$", version);
        var help = (await Tool.Run(Repository.Faultline, ["--help"])).MustSucceed().Output;
        foreach (var command in (string[])
            ["up", "down", "status", "env", "doctor", "fault", "timeline", "world", "completion"])
        {
            Assert.Matches($@"(?m)^  {command}( <\S+>)? +[A-Z]", help);
            Assert.Contains("--help", (await Tool.Run(Repository.Faultline, [command, "--help"])).MustSucceed().Output);
        }
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("up", "--port", "70000")]
    [InlineData("up", "--durability", "perhaps")]
    [InlineData("up", "--bind", "nowhere")]
    [InlineData("up", "--port", "abc")]
    [InlineData("up", "--port", "-5")]
    [InlineData("status", "--port", "99999")]
    [InlineData("down", "--port", "-5")]
    [InlineData("env", "--port", "99999")]
    [InlineData("env", "--port", "0")]
    [InlineData("timeline", "--port", "abc")]
    [InlineData("fault", "list", "--port", "99999")]
    [InlineData("drill", "no.yaml", "--port", "99999")]
    [InlineData("drill", "no.yaml", "--repeat", "-1")]
    [InlineData("up", "--hosts", "many")]
    [InlineData("up", "--world", "")]
    public async Task What_there_is_not_is_refused_with_exit_code_2(params string[] arguments)
    {
        var refused = await Run(arguments);
        Assert.Equal(2, refused.Code);
        Assert.StartsWith("faultline: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains(arguments[^1], refused.Errors);
        Assert.DoesNotContain("   at ", refused.Errors);
        Assert.DoesNotContain("System.", refused.Errors);
        Assert.Equal("", refused.Output);
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_is_an_error_of_one_line()
    {
        var failed = await Tool.Run(
            "sh", ["-c", "\"$0\" status --state \"$1\" > /dev/full", Repository.Faultline, State]);
        Assert.Equal(1, failed.Code);
        Assert.StartsWith("faultline: ", failed.Errors, StringComparison.Ordinal);
        Assert.Single(failed.Errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("up")]
    [InlineData("up", "--detach")]
    [InlineData("down")]
    [InlineData("status")]
    [InlineData("env")]
    [InlineData("fault", "list")]
    [InlineData("drill", "no.yaml")]
    public async Task A_state_folder_without_a_name_is_refused(params string[] arguments)
    {
        var refused = await Tool.Run(Repository.Faultline, [.. arguments, "--state", ""]);
        Assert.Equal(2, refused.Code);
        Assert.StartsWith("faultline: --state is the path of a folder", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0", "--detach")]
    [InlineData("4566")]
    public async Task An_address_of_another_machine_is_refused(string port, params string[] more)
    {
        var refused = await Run(["up", "--port", port, "--bind", "203.0.113.5", .. more]);
        Assert.Equal(1, refused.Code);
        Assert.StartsWith("faultline: cannot listen at 203.0.113.5", refused.Errors, StringComparison.Ordinal);
        Assert.Single(refused.Errors.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(State));
    }

    [Theory]
    [InlineData("127.0.0.3")]
    [InlineData("0.0.0.0", "--bind", "127.0.0.1")]
    public async Task A_server_is_found_by_its_port_at_whatever_address(string bind, params string[] more)
    {
        var port = Server.FreePort();
        var up = Json(await Run(
            ["up", "--detach", "--json", "--bind", $"{bind}:{port}", .. more, "--port", $"{port}"]));
        var status = Json(await Tool.Run(Repository.Faultline, ["status", "--json", "--port", $"{port}"]));
        Assert.Equal((int)up["pid"]!, (int)status["pid"]!);
        var env = Json(await Tool.Run(Repository.Faultline, ["env", "--json", "--port", $"{port}"]));
        Assert.Equal((string)up["endpoint"]!, (string)env["AWS_ENDPOINT_URL"]!);
        var down = Json(await Tool.Run(Repository.Faultline, ["down", "--json", "--port", $"{port}"]));
        Assert.True((bool)down["stopped"]!);
        Assert.Equal(1, (await Run("status")).Code);
    }

    [Theory]
    [InlineData]
    [InlineData("--detach")]
    public async Task A_port_in_use_is_named_with_its_holder_before_anything_is_touched(params string[] more)
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        var refused = await Run(["up", "--port", $"{port}", .. more]);
        Assert.Equal(1, refused.Code);
        Assert.Contains($"port {port} is in use: process {Environment.ProcessId} ", refused.Errors);
        Assert.Single(refused.Errors.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(State));
    }

    private static JsonNode Json(Ended ended) => JsonNode.Parse(ended.MustSucceed().Output)!;

    /// <summary>Runs a command over the state folder of this test.</summary>
    private Task<Ended> Run(params string[] arguments) =>
        Tool.Run(Repository.Faultline, [.. arguments, "--state", State]);
}
