using System.Text.Json.Nodes;
using Faultline.Machines;

namespace Faultline.Wire.Tests.Machines;

public sealed class CounterTests : IDisposable
{
    private const string Post = "POST /count HTTP/1.1\r\nHost: a\r\n\r\n";

    private readonly string folder = Directory.CreateTempSubdirectory("faultline-count-").FullName;

    private string File => Path.Combine(folder, "count");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_counter_in_a_file_outlives_the_process_and_not_the_file()
    {
        using (var web = new Web(("FAULTLINE_COUNTER", $"file:{File}")))
        {
            Assert.Equal(0, Count(web.Send(Web.Get("/count"))));
            Assert.Equal(11, Count(web.Send(string.Concat(Enumerable.Repeat(Post, 11)))));
        }

        using var next = new Web(("FAULTLINE_COUNTER", $"file:{File}"));
        Assert.Equal(12, Count(next.Send(Post)));
        Assert.Equal("12\n", System.IO.File.ReadAllText(File));
        System.IO.File.Delete(File);
        Assert.Equal(0, Count(next.Send(Web.Get("/count"))));
        Assert.Equal(1, Count(next.Send(Post)));
    }

    [Fact]
    public void No_count_is_lost_when_many_count()
    {
        using var web = new Web(("FAULTLINE_COUNTER", $"file:{File}"));
        Parallel.For(0, 8, _ => web.Send(string.Concat(Enumerable.Repeat(Post, 10))));
        Assert.Equal(80, Count(web.Send(Web.Get("/count"))));
    }

    [Fact]
    public void A_file_that_cannot_be_counted_in_is_said()
    {
        using var web = new Web(("FAULTLINE_COUNTER", $"file:{File}"));
        System.IO.File.WriteAllText(File, "a dozen\n");
        Assert.Contains("holds no number; write one into it, or remove it", web.Send(Post));
        System.IO.File.Delete(File);
        Directory.CreateDirectory(File);
        Assert.StartsWith("HTTP/1.1 500", web.Send(Post), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_cannot_be_counted_in_yet_is_refused_clearly()
    {
        using var web = new Web(("FAULTLINE_COUNTER", "postgres://somebody:secret@localhost/db"));
        var answer = web.Send(Post);
        Assert.StartsWith("HTTP/1.1 501", answer, StringComparison.Ordinal);
        Assert.Contains("FAULTLINE_COUNTER=postgres: waits for databases, which are not there yet; count in", answer);
        Assert.DoesNotContain("secret", answer);
    }

    [Fact]
    public void A_counter_in_a_queue_signs_with_the_keys_of_the_environment()
    {
        using var sqs = new ScriptedHttp("{}", Messages(7), Messages(6));
        using var web = new Web(
            ("FAULTLINE_COUNTER", "sqs:http://sqs.example/123456789012/orders"),
            ("AWS_ENDPOINT_URL", sqs.Url),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_SESSION_TOKEN", "token"));
        Assert.Equal(7, Count(web.Send(Post)));
        Assert.Equal(6, Count(web.Send(Web.Get("/count"))));
        Assert.Equal(3, sqs.Heard.Count);
        Assert.StartsWith("POST / HTTP/1.1\r\n", sqs.Heard[0], StringComparison.Ordinal);
        Assert.Contains("x-amz-target: AmazonSQS.SendMessage\r\n", sqs.Heard[0]);
        Assert.Contains("x-amz-security-token: token\r\n", sqs.Heard[0]);
        Assert.Contains("\"QueueUrl\":\"http://sqs.example/123456789012/orders\"", sqs.Heard[0]);
        Assert.Matches(
            "Credential=ASIAEXAMPLE/[0-9]{8}/eu-west-1/sqs/aws4_request, SignedHeaders="
            + "content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}\r\n",
            sqs.Heard[0]);
        Assert.Contains("x-amz-target: AmazonSQS.GetQueueAttributes\r\n", sqs.Heard[2]);
    }

    [Fact]
    public void Without_keys_it_has_those_of_the_profile_and_fetches_them_once()
    {
        const string Keys = """
            {"AccessKeyId": "ASIAPROFILE", "SecretAccessKey": "s", "Token": "t", "Expiration": "2999-01-01T00:00:00Z"}
            """;
        using var metadata = new ScriptedHttp("imds", "role", Keys);
        using var sqs = new ScriptedHttp(Messages(1), Messages(2));
        using var web = new Web(
            ("FAULTLINE_COUNTER", "sqs:http://sqs.example/1/orders"),
            ("AWS_ENDPOINT_URL", sqs.Url),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.Url));
        Assert.Equal(1, Count(web.Send(Web.Get("/count"))));
        Assert.Equal(2, Count(web.Send(Web.Get("/count"))));
        Assert.All(sqs.Heard, heard => Assert.Contains("Credential=ASIAPROFILE/", heard));
        Assert.Equal(3, metadata.Heard.Count);
        Assert.StartsWith("PUT /latest/api/token ", metadata.Heard[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "GET /latest/meta-data/iam/security-credentials/role ", metadata.Heard[2], StringComparison.Ordinal);
        Assert.Contains("X-aws-ec2-metadata-token: imds\r\n", metadata.Heard[2]);
    }

    [Fact]
    public void A_queue_that_cannot_be_reached_or_refuses_is_said_with_503()
    {
        string url;
        using (var gone = new ScriptedHttp())
        {
            url = gone.Url;
        }

        using var away = new Web(("FAULTLINE_COUNTER", $"sqs:{url}/1/orders"));
        var answer = away.Send(Post);
        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", answer);

        using var keyless = new Web(("FAULTLINE_COUNTER", "sqs:http://192.0.2.1/1/orders"));
        Assert.Contains("no keys to sign with", keyless.Send(Post));

        using var sqs = new ScriptedHttp("no");
        using var refused = new Web(("FAULTLINE_COUNTER", $"sqs:{sqs.Url}/1/orders"));
        answer = refused.Send(Post);
        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("Credential=test/", sqs.Heard[0]);
    }

    [Theory]
    [InlineData("sqs:orders")]
    [InlineData("sqs:ftp://localhost/orders")]
    public void A_queue_is_named_by_its_URL(string where)
    {
        WebSettings.Read(name => name == "FAULTLINE_COUNTER" ? where : null, out var wrong);
        Assert.Contains("'sqs:' and the URL of a queue", Assert.Single(wrong));
    }

    [Fact]
    public void All_that_is_wrong_with_the_environment_is_said_at_once()
    {
        var environment = new Dictionary<string, string>
        {
            ["FAULTLINE_ADDRESS"] = "nowhere",
            ["PORT"] = "0",
            ["FAULTLINE_COUNTER"] = "file:here",
            ["FAULTLINE_LOG"] = "all",
        };
        WebSettings.Read(environment.GetValueOrDefault, out var wrong);
        Assert.Equal(4, wrong.Count);
        Assert.All(environment.Keys, name => Assert.Contains(name, string.Join('\n', wrong)));
        var settings = WebSettings.Read(_ => "", out wrong);
        Assert.Empty(wrong);
        Assert.Equal(("127.0.0.1", null, "1"), ($"{settings.Address}", settings.Port, settings.Version));
    }

    private static string Messages(int count) =>
        $$$"""{"Attributes":{"ApproximateNumberOfMessages":"{{{count}}}"}}""";

    private static int Count(string answer) => (int)JsonNode.Parse(answer[answer.LastIndexOf('{')..])!["count"]!;
}
