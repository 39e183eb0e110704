using System.Text;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>The path by which any operation is called with JSON.</summary>
public sealed class CallPathTests
{
    private const string NoQueue = "AWS.SimpleQueueService.NonExistentQueue";

    [Fact]
    public async Task An_operation_of_a_service_that_speaks_no_JSON_is_called_with_JSON()
    {
        await using var server = await Running.Start();
        var zones = await Call(server, "us-east-1/ec2/DescribeAvailabilityZones", "{}");
        Assert.Equal(200, zones.Status);
        Assert.Contains("use1-az1", zones.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_account_is_the_one_that_the_query_names()
    {
        await using var server = await Running.Start();
        var own = await Call(server, "us-east-1/sts/GetCallerIdentity", "");
        Assert.Equal("000000000000", (string)own.Json["Account"]!);
        var other = await Call(server, "us-east-1/sts/GetCallerIdentity?account=123456789012", "");
        Assert.Equal("arn:aws:iam::123456789012:root", (string)other.Json["Arn"]!);
        Assert.Equal(400, (await Call(server, "us-east-1/sts/GetCallerIdentity?account=me", "")).Status);
    }

    [Theory]
    [InlineData("us-east-1/sqs/GetQueueUrl", """{"QueueName": "none"}""", 400, NoQueue)]
    [InlineData("us-east-1/sqs/CreateQueue", "{}", 400, "ValidationException")]
    [InlineData("us-east-1/sqs/CreateQueue", "{", 400, "SerializationException")]
    [InlineData("us-east-1/sqs/Fly", "{}", 400, "UnknownOperationException")]
    [InlineData("us-east-1/s3/ListBuckets", "{}", 501, "NotImplemented")]
    [InlineData("us-east-1/sky/Fly", "{}", 404, "NotFound")]
    [InlineData("us-east-9/sqs/ListQueues", "{}", 404, "NotFound")]
    public async Task What_goes_wrong_is_answered_as_JSON_with_its_code(
        string path, string body, int status, string code)
    {
        await using var server = await Running.Start();
        var answer = await Call(server, path, body);
        Assert.Equal(status, answer.Status);
        Assert.NotNull(answer.Json["__type"]);
        Assert.True(
            answer.Header("x-faultline-error-code") == code
            || (string)answer.Json["__type"]! == code,
            $"{answer.Text} {string.Join(' ', answer.Headers)}");
    }

    [Fact]
    public async Task What_is_missing_is_called_as_it_would_have_to_be_said()
    {
        await using var server = await Running.Start();
        var answer = await Call(server, "us-east-1/fis/ListExperimentResolvedTargets", "{}");
        Assert.Equal(400, answer.Status);
        Assert.Contains("Value null at 'id'", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_meet_such_a_call_only_where_it_says_so()
    {
        await using var server = await Running.Start();
        var begun = await Post(
            server, "/_faultline/faults", """{"kind": "api-error", "service": "sqs", "error": "ServiceUnavailable"}""");
        Assert.Equal(201, begun.Status);
        Assert.Equal(200, (await Call(server, "us-east-1/sqs/ListQueues", "{}")).Status);
        Assert.Equal(503, (await Call(server, "us-east-1/sqs/ListQueues?faults=meet", "{}")).Status);
    }

    private static Task<Answer> Call(Running server, string path, string body) =>
        Post(server, $"/_faultline/calls/{path}", body);

    private static Task<Answer> Post(Running server, string path, string body) =>
        server.Send($"POST {path} HTTP/1.1\nHost: localhost", Encoding.UTF8.GetBytes(body));
}
