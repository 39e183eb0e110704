using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>What lies below the AWS protocols: HTTP in its versions and forms, TLS, and the limits.</summary>
public sealed class HttpTests
{
    private const string Create = """{"QueueName":"q"}""";

    private static readonly string JsonHead =
        "POST / HTTP/1.1\nHost: localhost:4566\nContent-Type: application/x-amz-json-1.0\n"
        + "X-Amz-Target: AmazonSQS.CreateQueue\n" + Running.Key("test", "sqs");

    [Theory]
    [InlineData("http", "2.0")]
    [InlineData("https", "1.1")]
    [InlineData("https", "2.0")]
    public async Task One_port_speaks_it_all(string scheme, string version)
    {
        await using var server = await Running.Start();
        using var client = Client(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{scheme}://localhost:4566/_faultline/health")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Version.Parse(version), response.Version);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("localhost.localstack.cloud")]
    [InlineData("bucket.s3.localhost.localstack.cloud")]
    [InlineData("sqs.eu-central-1.localhost.localstack.cloud")]
    [InlineData("us-west-2.queue.localhost.localstack.cloud")]
    [InlineData("bucket.s3.localhost")]
    public async Task The_certificate_is_good_for_the_names_that_clients_use(string host)
    {
        await using var server = await Running.Start();
        using var client = Client(server);
        using var response = await client.GetAsync(new Uri($"https://{host}:4566/_faultline/health"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task The_scheme_that_the_client_used_stands_in_URLs(string scheme)
    {
        await using var server = await Running.Start();
        using var client = Client(server);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{scheme}://localhost:4566/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(Create, Encoding.UTF8, "application/x-amz-json-1.0"),
        };
        request.Headers.Add("X-Amz-Target", "AmazonSQS.CreateQueue");
        using var response = await client.SendAsync(request);
        Assert.Contains(
            $"\"{scheme}://localhost:4566/000000000000/q\"",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_certificate_is_made_once_and_for_its_owner_only()
    {
        await using var server = await Running.Start();
        Assert.False(File.Exists(Path.Combine(server.State, "certificate.pem")));
        using var client = Client(server);
        await client.GetStringAsync(new Uri("https://localhost:4566/health"));
        var key = Path.Combine(server.State, "certificate.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    [Fact]
    public async Task Requests_on_one_connection_are_answered_in_turn()
    {
        await using var server = await Running.Start();
        await using var line = server.Connect();
        var one = Running.Request("GET /_faultline/health HTTP/1.1\nHost: localhost", null);
        var two = Running.Request(JsonHead, Encoding.UTF8.GetBytes(Create));
        await line.WriteAsync((byte[])[.. one, .. two, .. one]);
        Assert.Equal("running", (string)(await Answer.Read(line))!.Json["status"]!);
        Assert.NotNull((await Answer.Read(line))!.Json["QueueUrl"]);
        Assert.Equal("running", (string)(await Answer.Read(line))!.Json["status"]!);
    }

    [Fact]
    public async Task A_body_may_come_byte_by_byte()
    {
        await using var server = await Running.Start();
        await using var line = server.Connect();
        foreach (var each in Running.Request(JsonHead, Encoding.UTF8.GetBytes(Create)))
        {
            await line.WriteAsync(new[] { each });
            await line.FlushAsync();
        }

        Assert.Equal(200, (await Answer.Read(line))!.Status);
    }

    [Fact]
    public async Task A_body_may_come_in_chunks_of_unknown_number()
    {
        await using var server = await Running.Start();
        var body = $"5\r\n{Create[..5]}\r\n{Create.Length - 5:x}\r\n{Create[5..]}\r\n0\r\n\r\n";
        var answer = await server.Send(JsonHead + "\nTransfer-Encoding: chunked", Encoding.ASCII.GetBytes(body));
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task A_large_body_is_gathered_whole()
    {
        await using var server = await Running.Start();
        await server.Json("AmazonSQS.CreateQueue", Create);
        var text = new string('x', 900_000);
        var sent = await server.Json(
            "AmazonSQS.SendMessage",
            $$"""{"QueueUrl":"http://localhost:4566/000000000000/q","MessageBody":"{{text}}"}""");
        Assert.Equal(200, sent.Status);
        var taken = await server.Json(
            "AmazonSQS.ReceiveMessage", """{"QueueUrl":"http://localhost:4566/000000000000/q"}""");
        Assert.Equal(text, (string)taken.Json["Messages"]![0]!["Body"]!);
    }

    [Fact]
    public async Task A_packed_body_is_unpacked()
    {
        await using var server = await Running.Start();
        var answer = await server.Send(JsonHead + "\nContent-Encoding: gzip", Gzip(Encoding.UTF8.GetBytes(Create)));
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_huge_one_is_refused()
    {
        await using var server = await Running.Start();
        var answer = await server.Send(
            JsonHead + "\nContent-Encoding: gzip", Gzip(new byte[Faultline.Gateway.Gateway.BodyBytesMax + 1]));
        Assert.Equal(413, answer.Status);
    }

    [Fact]
    public async Task A_body_that_is_not_packed_as_it_says_is_refused()
    {
        await using var server = await Running.Start();
        var answer = await server.Send(JsonHead + "\nContent-Encoding: gzip", Encoding.UTF8.GetBytes(Create));
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_sent()
    {
        await using var server = await Running.Start();
        await using var line = server.Connect();
        var head = JsonHead + $"\nContent-Length: {Faultline.Gateway.Gateway.BodyBytesMax + 1}";
        await line.WriteAsync(Running.Request(head, []));
        var answer = await Answer.Read(line);
        Assert.Equal(413, answer!.Status);
        Assert.Equal("close", answer.Header("Connection"));
        Assert.Equal("RequestEntityTooLargeException", ((string)answer.Json["__type"]!).Split('#')[^1]);
    }

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(10, 500)]
    public async Task Headers_over_the_limits_are_refused(int length, int count)
    {
        await using var server = await Running.Start();
        var headers = string.Join('\n', Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('x', length)}"));
        var answer = await server.Send("GET /_faultline/health HTTP/1.1\nHost: localhost\n" + headers);
        Assert.Equal(431, answer.Status);
    }

    [Fact]
    public async Task A_client_that_asks_whether_to_go_on_is_told_so()
    {
        await using var server = await Running.Start();
        await using var line = server.Connect();
        await line.WriteAsync(Running.Request(
            JsonHead + $"\nExpect: 100-continue\nContent-Length: {Create.Length}", null));
        Assert.Equal(100, (await Answer.Read(line))!.Status);
        await line.WriteAsync(Encoding.UTF8.GetBytes(Create));
        Assert.Equal(200, (await Answer.Read(line))!.Status);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_cut_off()
    {
        var clock = new ManualClock();
        await using var server = await Running.Start(clock: clock);
        var patience = clock.AlarmIn(TimeSpan.FromSeconds(30));
        await using var line = server.Connect();
        await patience.WaitAsync(TimeSpan.FromSeconds(30));
        clock.Go(TimeSpan.FromMinutes(1));
        Assert.Null(await Answer.Read(line));
    }

    [Fact]
    public async Task Nonsense_is_refused_and_harms_nobody()
    {
        await using var server = await Running.Start();
        await using var line = server.Connect();
        await line.WriteAsync("PRESTO\r\n\r\n"u8.ToArray());
        Assert.Equal(400, (await Answer.Read(line))!.Status);
        Assert.Equal(200, (await server.Get("/_faultline/health")).Status);
    }

    [Fact]
    public async Task A_whole_URL_as_proxies_send_it_is_taken_for_its_path()
    {
        await using var server = await Running.Start();
        Assert.Equal(200, (await server.Get("http://localhost:4566/_localstack/health?x=1")).Status);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private static HttpClient Client(Running server) => new(new SocketsHttpHandler
    {
        ConnectCallback = (_, _) => ValueTask.FromResult(server.Connect()),
        SslOptions = new()
        {
            // As a client does that was given the file: this certificate, and made for this name.
            RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                && shown!.GetRawCertData().AsSpan().SequenceEqual(Kept(server).RawData),
        },
    });

    private static X509Certificate2 Kept(Running server) =>
        X509CertificateLoader.LoadCertificateFromFile(Path.Combine(server.State, "certificate.pem"));
}
