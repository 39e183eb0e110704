using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>One server for all tests that leave no trace in one another.</summary>
public sealed class DoorServer : IAsyncLifetime
{
    private readonly string init = Directory.CreateTempSubdirectory("faultline-init-").FullName;

    internal Server Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        foreach (var (path, script) in (IEnumerable<(string, string)>)
        [
            ("boot.d/a.sh", "true"),
            ("ready.d/b.sh", "curl -sf $AWS_ENDPOINT_URL/_faultline/status > \"$(dirname \"$0\")/seen\""),
            ("ready.d/c.sh", "exit 3"),
        ])
        {
            var file = Path.Combine(init, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, script + "\n");
        }

        Server = await Server.Start("--init", init);
    }

    public string Seen => File.ReadAllText(Path.Combine(init, "ready.d", "seen"));

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(init, recursive: true);
    }
}

/// <summary>What stands at the door of the binary, as curl finds it.</summary>
public sealed class DoorTests(DoorServer at) : IClassFixture<DoorServer>
{
    private const string ListQueues = "x-amz-target: AmazonSQS.ListQueues";

    private static readonly string[] Signed =
    [
        "-H", "content-type: application/x-amz-json-1.0", "-H", "x-amz-date: 20260101T000000Z",
        "-H", "authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=00",
    ];

    [Fact]
    public async Task The_paths_of_LocalStack_answer()
    {
        var health = JsonNode.Parse(await Curl("/_localstack/health"))!;
        Assert.Equal("available", (string)health["services"]!["sqs"]!);
        Assert.Equal("community", (string)JsonNode.Parse(await Curl("/_localstack/info"))!["edition"]!);
    }

    [Fact]
    public async Task Init_scripts_are_run_and_reported()
    {
        Assert.Equal(at.Server.Pid, (int)JsonNode.Parse(at.Seen)!["pid"]!);
        var init = JsonNode.Parse(await Curl("/_localstack/init"))!;
        Assert.True((bool)init["completed"]!["READY"]!);
        Assert.False((bool)init["completed"]!["SHUTDOWN"]!);
        Assert.Equal(
            ["BOOT a.sh SUCCESSFUL", "READY b.sh SUCCESSFUL", "READY c.sh ERROR"],
            init["scripts"]!.AsArray().Select(script => $"{script!["stage"]} {script["name"]} {script["state"]}"));
        var ready = JsonNode.Parse(await Curl("/_localstack/init/ready"))!;
        Assert.Equal(2, ready["scripts"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_reset_forgets_every_queue()
    {
        // A server of its own: the others' queues must stay.
        await using var server = await Server.Start("--durability", "none");
        using var queues = new Queues(server);
        await queues.Must("CreateQueue", new { QueueName = "q" });
        Assert.NotNull((await queues.Must("ListQueues", new { }))["QueueUrls"]);
        (await Tool.Run("curl", ["-sf", "-X", "POST", $"{server.Url}/_localstack/state/reset"])).MustSucceed();
        Assert.Null((await queues.Must("ListQueues", new { }))["QueueUrls"]);
    }

    [Theory]
    [InlineData("http", "1.1", "--http1.1")]
    [InlineData("http", "2", "--http2-prior-knowledge")]
    [InlineData("https", "2", "-k", "--http2")]
    [InlineData("https", "1.1", "-k", "--http1.1")]
    public async Task One_port_speaks_every_HTTP(string scheme, string version, params string[] how)
    {
        var said = await Tool.Run("curl",
            ["-sf", .. how, .. Signed, "-H", ListQueues, "-d", "{}", "-o", "/dev/null",
                "-w", "%{http_code} %{http_version}", $"{scheme}://localhost:{at.Server.Port}/"]);
        Assert.Equal($"200 {version}", said.MustSucceed().Output.Trim());
    }

    [Fact]
    public async Task A_body_that_is_large_waits_for_leave_and_one_in_gzip_is_unpacked()
    {
        using var queues = new Queues(at.Server);
        var url = (string)(await queues.Must("CreateQueue", new { QueueName = "packed" }))["QueueUrl"]!;
        var message = new JsonObject { ["QueueUrl"] = url, ["MessageBody"] = new string('m', 500_000) }.ToJsonString();
        var plain = Path.GetTempFileName();
        var packed = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(plain, message);
            await using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
            {
                await gzip.WriteAsync(Encoding.UTF8.GetBytes(message));
            }

            string[] send =
                ["-sfv", "--http1.1", .. Signed, "-H", "x-amz-target: AmazonSQS.SendMessage", at.Server.Url];
            var waited = (await Tool.Run("curl", [.. send, "-H", "expect: 100-continue", "--expect100-timeout", "60",
                "--data-binary", $"@{plain}"])).MustSucceed();
            Assert.Contains("< HTTP/1.1 100 Continue", waited.Errors);
            (await Tool.Run("curl", [.. send, "-H", "content-encoding: gzip", "--data-binary", $"@{packed}"]))
                .MustSucceed();
        }
        finally
        {
            File.Delete(plain);
            File.Delete(packed);
        }

        Assert.Equal([500_000, 500_000], (await queues.Drain(url)).Select(body => body.Length));
    }

    [Theory]
    [InlineData("UnrecognizedClientException")]
    [InlineData("{}", "--trust-unknown-keys")]
    public async Task Off_loopback_unknown_keys_are_taken_only_when_told_so(string answer, params string[] more)
    {
        await using var server = await Server.Start(["--bind", "0.0.0.0", "--durability", "none", .. more]);
        using var queues = new Queues(server);
        var (status, body) = await queues.Send("ListQueues", new { });
        Assert.Contains(answer, body);
        Assert.Equal(answer == "{}", status == 200);
    }

    private async Task<string> Curl(string path) =>
        (await Tool.Run("curl", ["-sf", at.Server.Url + path])).MustSucceed().Output;
}
