using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>What happened, as a user hears of it.</summary>
public sealed class TimelineTests
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_timeline_tells_what_happened_where_and_why()
    {
        await using var server = await Server.Start();
        var power = await Begin(server, "zone use1-az1 --power");
        var storm = await Begin(server, "region eu-west-1 --storm");
        (await Run(server, $"fault clear {power}")).MustSucceed();

        var told = await Run(server, "timeline --since 10m --zone use1-az1");
        var lines = told.MustSucceed().Output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches(
            $@"^\d{{4}}-\S+Z  fault\.began  +use1-az1  +use1-az1 has no power \({power}\)$", lines[0]);
        Assert.Matches($@" fault\.over  +use1-az1  +no longer: use1-az1 has no power \({power}\)$", lines[1]);

        var caused = JsonNode.Parse((await Run(server, $"timeline --json --cause {storm}")).MustSucceed().Output)!;
        Assert.Equal("eu-west-1", (string)Assert.Single(caused["events"]!.AsArray())!["region"]!);
        Assert.Single((await Run(server, "timeline --region eu-west-1")).Output.TrimEnd().Split('\n'));
        Assert.Equal("Nothing happened.\n", (await Run(server, "timeline --since 0s")).MustSucceed().Output);
        var refused = await Run(server, "timeline --since never");
        Assert.Equal(2, refused.Code);
        Assert.Contains("'never'", refused.Errors);
    }

    [Fact]
    public async Task Following_goes_on_until_it_is_interrupted()
    {
        await using var server = await Server.Start();
        var first = await Begin(server, "zone use1-az1 --power");
        using var follower = Follow(server, "--json");
        Assert.Equal(first, Cause(await Line(follower)));
        var second = await Begin(server, "zone use1-az2 --gray");
        Assert.Equal(second, Cause(await Line(follower)));

        (await Tool.Run("kill", ["-INT", $"{follower.Id}"])).MustSucceed();
        await follower.WaitForExitAsync().WaitAsync(limit);
        Assert.Equal(0, follower.ExitCode);
        Assert.Equal("", await follower.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task Following_ends_with_the_server_and_says_so()
    {
        await using var server = await Server.Start();
        var first = await Begin(server, "zone use1-az1 --power");
        using var follower = Follow(server);
        Assert.Contains(first, await Line(follower));
        await server.Kill();
        await follower.WaitForExitAsync().WaitAsync(limit);
        Assert.Equal(1, follower.ExitCode);
        Assert.Equal(
            "faultline: the server has stopped, and with it its timeline.\n",
            await follower.StandardError.ReadToEndAsync());
    }

    private static async Task<string> Begin(Server server, string fault) =>
        (string)JsonNode.Parse((await Run(server, $"fault {fault} --json")).MustSucceed().Output)!["id"]!;

    /// <summary>
    /// A follower that hears interrupts: what a shell starts in its background ignores them, with all that it starts.
    /// </summary>
    private static Process Follow(Server server, params string[] more) => Process.Start(
        new ProcessStartInfo(
            "env",
            ["--default-signal=INT", Repository.Faultline, "timeline", "--follow", "--state", server.State, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>The next line about a fault: what the server says of itself is not waited for.</summary>
    private static async Task<string> Line(Process follower)
    {
        while (true)
        {
            var line = await follower.StandardOutput.ReadLineAsync().WaitAsync(limit)
                ?? throw new InvalidOperationException(await follower.StandardError.ReadToEndAsync());
            if (line.Contains("fault-", StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    private static string Cause(string line) => (string)JsonNode.Parse(line)!["cause"]!;

    private static Task<Ended> Run(Server server, string command) =>
        Tool.Run(Repository.Faultline, [.. command.Split(' '), "--state", server.State]);
}
