using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Web pages that call.</summary>
public sealed class CorsTests
{
    [Theory]
    [InlineData("http://localhost:3000")]
    [InlineData("https://app.localhost")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("https://web.localhost.localstack.cloud:4566")]
    public async Task A_page_of_this_machine_may_call_and_see(string origin)
    {
        await using var server = await Running.Start();
        var asked = await server.Send(
            $"OPTIONS / HTTP/1.1\nHost: localhost:4566\nOrigin: {origin}\nAccess-Control-Request-Method: POST\n"
            + "Access-Control-Request-Headers: x-amz-target,authorization");
        Assert.Equal(204, asked.Status);
        Assert.Equal(origin, asked.Header("Access-Control-Allow-Origin"));
        Assert.Equal("x-amz-target,authorization", asked.Header("Access-Control-Allow-Headers"));
        var answer = await server.Get("/_localstack/health", $"Origin: {origin}");
        Assert.Equal(origin, answer.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_page_may_see_errors_too()
    {
        await using var server = await Running.Start();
        var answer = await server.Json(
            "AmazonSQS.CreateQueue", "{}", "Origin: http://localhost:3000", Running.Key("test", "sqs"));
        Assert.Equal(400, answer.Status);
        Assert.Equal("http://localhost:3000", answer.Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://localhost.evil.example")]
    [InlineData("https://evillocalhost")]
    [InlineData("null")]
    public async Task A_page_from_elsewhere_changes_nothing(string origin)
    {
        await using var server = await Running.Start();
        var answer = await server.Json(
            "AmazonSQS.CreateQueue", """{"QueueName":"q"}""", $"Origin: {origin}", Running.Key("test", "sqs"));
        Assert.Equal(403, answer.Status);
        Assert.Equal("", answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal(400, (await server.Json("AmazonSQS.GetQueueUrl", """{"QueueName":"q"}""")).Status);
    }

    [Fact]
    public async Task A_page_that_was_named_may_call()
    {
        await using var server = await Running.Start(settings => settings with { Origins = ["https://my.example"] });
        Assert.Equal(200, (await server.Get("/health", "Origin: https://my.example")).Status);
    }

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("evil.example.com:4566")]
    [InlineData("127.0.0.1.nip.io:4566")]
    [InlineData("evillocalhost.com")]
    public async Task A_site_that_points_its_own_name_at_this_machine_gets_nothing(string host)
    {
        await using var server = await Running.Start();
        var seen = await server.Send($"GET /_aws/sqs/messages HTTP/1.1\nHost: {host}");
        Assert.Equal(403, seen.Status);
        Assert.Contains("no name of this machine", seen.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost.:4566")]
    [InlineData("[::1]:4566")]
    [InlineData("10.0.0.7:4566")]
    [InlineData("faultline:4566")]
    [InlineData("host.docker.internal:4566")]
    [InlineData("sqs.us-east-1.amazonaws.com")]
    [InlineData("bucket.s3.LOCALHOST.localstack.cloud:4566")]
    [InlineData("aws.acme.com:4566")]
    public async Task A_name_that_is_this_machines_or_nobodys_is_heard(string host)
    {
        await using var server = await Running.Start(
            settings => settings with { Sqs = new() { Host = "aws.acme.com:4566" } });
        Assert.Equal(200, (await server.Send($"GET /health HTTP/1.1\nHost: {host}")).Status);
    }

    [Fact]
    public async Task A_connection_that_was_let_in_by_one_name_is_not_by_another()
    {
        await using var server = await Running.Start();
        await using var line = server.Connect();
        await line.WriteAsync(Running.Request("GET /health HTTP/1.1\nHost: localhost", null));
        Assert.Equal(200, (await Answer.Read(line))!.Status);
        await line.WriteAsync(Running.Request("GET /health HTTP/1.1\nHost: evil.example.com", null));
        Assert.Equal(403, (await Answer.Read(line))!.Status);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site", 403)]
    [InlineData("Sec-Fetch-Site: cross-site\nReferer: https://evil.com/x", 403)]
    [InlineData("Sec-Fetch-Site: cross-site\nReferer: http://127.0.0.1:3000/x", 200)]
    [InlineData("Sec-Fetch-Site: same-site", 200)]
    [InlineData("Sec-Fetch-Site: none", 200)]
    public async Task An_image_of_a_page_from_elsewhere_is_no_call(string headers, int status)
    {
        await using var server = await Running.Start();
        var path = "/?Action=CreateQueue&Version=2012-11-05&QueueName=q&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=test%2F20260101%2Fus-east-1%2Fsqs%2Faws4_request&X-Amz-Date=20260101T000000Z"
            + $"&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature={new string('0', 64)}";
        Assert.Equal(status, (await server.Get(path, headers)).Status);
        var made = await server.Json("AmazonSQS.GetQueueUrl", """{"QueueName":"q"}""");
        Assert.Equal(status == 200 ? 200 : 400, made.Status);
    }
}
