using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Faultline.Whole;

/// <summary>The program of the built-in image, as an instance runs it.</summary>
public sealed class MachineWebTests
{
    [Fact]
    public async Task It_listens_answers_and_ends_when_it_is_asked_to()
    {
        var port = Server.FreePort();
        using var process = Start(("PORT", $"{port}"), ("FAULTLINE_INSTANCE", "i-1"), ("FAULTLINE_LOG", "requests"));
        try
        {
            Assert.Equal(
                $"faultline/web listens at http://127.0.0.1:{port}", await process.StandardOutput.ReadLineAsync());
            using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
            Assert.Contains("\"instance\":\"i-1\"", await client.GetStringAsync("/"));
            Assert.Matches(@"^GET / 200 \d+\.\d ms$", await process.StandardOutput.ReadLineAsync());
            Assert.Equal("ok\n", await client.GetStringAsync("/health"));
            (await client.PostAsync("/fail", null)).EnsureSuccessStatusCode();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health")).StatusCode);
            (await Tool.Run("kill", ["-TERM", $"{process.Id}"])).MustSucceed();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            End(process);
        }
    }

    [Fact]
    public async Task A_port_that_is_in_use_and_an_environment_that_is_wrong_are_said_in_a_line()
    {
        using var holder = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        using var refused = Start(("PORT", $"{port}"));
        var said = await refused.StandardError.ReadToEndAsync();
        Assert.StartsWith($"faultline/web: cannot listen at 127.0.0.1 port {port}: ", said, StringComparison.Ordinal);
        Assert.EndsWith("Set PORT to another, or end the program that has it.\n", said, StringComparison.Ordinal);
        await refused.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, refused.ExitCode);

        using var misused = Start(("PORT", "eighty"));
        Assert.Contains("give a number from 1 to 65535", await misused.StandardError.ReadToEndAsync());
        await misused.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, misused.ExitCode);
        var help = (await Tool.Run(Repository.Faultline, ["--help"])).MustSucceed();
        Assert.DoesNotContain("machine-web", help.Output);
    }

    [Fact]
    public async Task It_counts_in_a_queue_with_keys_that_the_server_verifies()
    {
        await using var server = await Server.Start();
        using var client = new HttpClient();
        var made = await Call(client, server.Url, "sqs", """{"QueueName": "visits"}""", "AmazonSQS.CreateQueue");
        var queue = (string)JsonNode.Parse(made)!["QueueUrl"]!;
        var session = XElement.Parse(
            await Call(client, server.Url, "sts", "Action=GetSessionToken&Version=2011-06-15"));
        string Of(string name) => session.Descendants().Single(each => each.Name.LocalName == name).Value;
        var (port, otherPort) = (Server.FreePort(), Server.FreePort());
        Process Web(int at, string secret) => Start(
            ("PORT", $"{at}"), ("FAULTLINE_COUNTER", $"sqs:{queue}"), ("AWS_ENDPOINT_URL", server.Url),
            ("AWS_ACCESS_KEY_ID", Of("AccessKeyId")), ("AWS_SECRET_ACCESS_KEY", secret),
            ("AWS_SESSION_TOKEN", Of("SessionToken")));
        using var process = Web(port, Of("SecretAccessKey"));
        using var liar = Web(otherPort, "another");
        try
        {
            await process.StandardOutput.ReadLineAsync();
            await liar.StandardOutput.ReadLineAsync();
            async Task<(HttpStatusCode Status, string Text)> Count(HttpMethod method, int? at = null)
            {
                using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{at ?? port}/count");
                using var answer = await client.SendAsync(request);
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
            }

            Assert.StartsWith("{\"count\":1,", (await Count(HttpMethod.Post)).Text, StringComparison.Ordinal);
            Assert.StartsWith("{\"count\":2,", (await Count(HttpMethod.Post)).Text, StringComparison.Ordinal);
            Assert.StartsWith("{\"count\":2,", (await Count(HttpMethod.Get)).Text, StringComparison.Ordinal);
            Assert.Contains("InvalidSignatureException", (await Count(HttpMethod.Post, otherPort)).Text);
            await server.Stop();
            var (status, text) = await Count(HttpMethod.Post);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Contains("cannot be reached", text);
        }
        finally
        {
            End(process);
            End(liar);
        }
    }

    /// <summary>A call with keys that nobody made, which a server takes from its own machine.</summary>
    private static async Task<string> Call(
        HttpClient client, string url, string service, string body, string? target = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.TryAddWithoutValidation(
            "Content-Type", target is null ? "application/x-www-form-urlencoded" : "application/x-amz-json-1.0");
        if (target is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, "
            + $"SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}");
        request.Headers.TryAddWithoutValidation("X-Amz-Date", "20260101T000000Z");
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private static Process Start(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Repository.Faultline, ["machine-web"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
