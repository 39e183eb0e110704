using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>The paths that are not AWS's.</summary>
public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/_localstack/health")]
    public async Task Health_names_the_services(string path)
    {
        await using var server = await Running.Start();
        var health = await server.Get(path);
        Assert.Equal(200, health.Status);
        Assert.Equal("available", (string)health.Json["services"]!["sqs"]!);
        Assert.NotNull(health.Json["version"]);
        var head = await server.Send($"HEAD {path} HTTP/1.1\nHost: localhost");
        Assert.Equal(200, head.Status);
    }

    [Fact]
    public async Task Scripts_run_in_order_and_one_that_fails_stops_nothing()
    {
        await using var server = await Running.Start(settings =>
        {
            var folder = Path.Combine(settings.Init, "ready.d");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "2-last.sh"), "echo \"second at $AWS_ENDPOINT_URL\"");
            File.WriteAllText(Path.Combine(folder, "1-first.sh"), "echo first; exit 3");
            File.WriteAllText(Path.Combine(folder, "3-not.txt"), "echo never");
            return settings;
        });
        var all = await server.Get("/_localstack/init");
        Assert.True((bool)all.Json["completed"]!["READY"]!);
        Assert.False((bool)all.Json["completed"]!["SHUTDOWN"]!);
        Assert.Equal(
            ["1-first.sh ERROR", "2-last.sh SUCCESSFUL"],
            all.Json["scripts"]!.AsArray().Select(script => $"{script!["name"]} {script["state"]}"));
        Assert.Contains("second at http://localhost:4566", server.Log, StringComparison.Ordinal);
        Assert.True((bool)(await server.Get("/_localstack/init/ready")).Json["completed"]!);
    }

    [Fact]
    public async Task A_script_in_Python_stands_in_the_same_row()
    {
        await using var server = await Running.Start(settings =>
        {
            var folder = Path.Combine(settings.Init, "ready.d");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "2.py"), "import os\nprint('py', os.environ['AWS_ENDPOINT_URL'])");
            File.WriteAllText(Path.Combine(folder, "1.sh"), "printf 'a\\033[2Jb\\n'");
            return settings;
        });
        var scripts = (await server.Get("/_localstack/init/ready")).Json["scripts"]!.AsArray();
        Assert.Equal(["1.sh", "2.py"], scripts.Select(script => (string)script!["name"]!));
        Assert.Contains("a [2Jb", server.Log, StringComparison.Ordinal);

        // Where there is no Python, the script is in error and the log says why.
        var python = (string)scripts[1]!["state"]! == "SUCCESSFUL" ? "py http://localhost:4566" : "cannot be run";
        Assert.Contains(python, server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_forgets_everything_and_the_server_goes_on()
    {
        await using var server = await Running.Start();
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        Assert.Equal(200, (await server.Send("POST /_localstack/state/reset HTTP/1.1\nHost: localhost")).Status);
        Assert.Equal(400, (await server.Json("AmazonSQS.GetQueueUrl", """{"QueueName":"q"}""")).Status);
        Assert.Equal(200, (await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""")).Status);
    }

    [Fact]
    public async Task Messages_can_be_looked_at_in_XML_and_in_JSON()
    {
        await using var server = await Running.Start();
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        await server.Json(
            "AmazonSQS.SendMessage", """{"QueueUrl":"http://localhost:4566/000000000000/q","MessageBody":"hello"}""");
        const string Path = "/_aws/sqs/messages/us-east-1/000000000000/q";
        var xml = await server.Get(Path);
        Assert.Equal("hello", xml.Xml.Descendants().Single(element => element.Name.LocalName == "Body").Value);
        var json = await server.Get(Path, "Accept: application/json");
        Assert.Equal("hello", (string)json.Json["Messages"]![0]!["Body"]!);
        Assert.Equal(400, (await server.Get(Path + "x")).Status);
    }

    [Theory]
    [InlineData("GET", "/_faultline/nothing")]
    [InlineData("DELETE", "/_localstack/health")]
    [InlineData("GET", "/_localstack/init/7")]
    [InlineData("GET", "/_aws/nothing")]
    public async Task What_is_not_there_is_said_not_to_be(string method, string path)
    {
        await using var server = await Running.Start();
        Assert.Equal(404, (await server.Send($"{method} {path} HTTP/1.1\nHost: localhost")).Status);
    }

    [Fact]
    public async Task A_request_leaves_one_line_in_the_log_and_cannot_forge_another()
    {
        await using var server = await Running.Start();
        await server.Get("/%0aforged\"x");
        var lines = server.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(lines, line => line.Contains("forged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_the_default_level_requests_leave_no_line()
    {
        await using var server = await Running.Start(settings => settings with { Log = LogLevel.Info });
        await server.Get("/_localstack/health");
        Assert.Equal("", server.Log);
    }
}
