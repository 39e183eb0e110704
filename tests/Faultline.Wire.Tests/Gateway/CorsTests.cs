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
}
