using System.Text;
using Faultline.Store;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>What the server does when something on the way, beneath it or before it has gone wrong.</summary>
public sealed class RefusalTests
{
    private const string Queue = "http://localhost:4566/000000000000/q";

    [Fact]
    public async Task A_signed_request_that_was_altered_on_its_way_changes_nothing()
    {
        await using var server = await Running.Start();
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        var signer = await Signer.Of(server);
        var request = signer.Request("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{Queue}}","MessageBody":"pay 10"}""");
        Assert.Equal(200, (await Send(server, request)).Status);

        var body = await Altered("pay 10", "pay 99");
        Assert.Equal(400, body.Status);
        Assert.Contains("InvalidSignatureException", body.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await Altered("AmazonSQS.SendMessage", "AmazonSQS.DeleteQueue")).Status);
        Assert.Equal(400, (await Altered("us-east-1/sqs", "eu-west-1/sqs")).Status);

        var kept = await server.Json(
            "AmazonSQS.GetQueueAttributes",
            $$"""{"QueueUrl":"{{Queue}}","AttributeNames":["ApproximateNumberOfMessages"]}""");
        Assert.Equal("1", (string)kept.Json["Attributes"]!["ApproximateNumberOfMessages"]!);

        Task<Answer> Altered(string from, string to) => Send(
            server,
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(request).Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task When_the_store_is_broken_the_server_says_so_to_everyone()
    {
        await using var server = await Running.Start(settings => settings with { Durability = Durability.Strict });
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        Assert.Equal(200, (await server.Get("/_faultline/health")).Status);
        var region = await server.Cloud.Open("us-east-1", CancellationToken.None);
        await region.Store.DisposeAsync();

        var sent = await server.Json("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{Queue}}","MessageBody":"x"}""");
        Assert.Equal(503, sent.Status);
        Assert.Contains("ServiceUnavailable", sent.Text, StringComparison.Ordinal);
        Assert.Equal(503, (await server.Get("/_faultline/health")).Status);
        // Stopping is all that is left to do, and must not fail: the test's end does it.
        Assert.Contains("THE STATE CAN NO LONGER BE KEPT", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_cannot_be_opened_is_said_to_be_out_and_the_others_go_on()
    {
        await using var server = await Running.Start();
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        await File.WriteAllTextAsync(Path.Combine(server.State, "regions", "eu-west-1"), "no folder");
        var there = await server.Json("AmazonSQS.ListQueues", "{}", Running.Key("test", "sqs", "eu-west-1"));
        Assert.Equal(503, there.Status);
        Assert.Contains("ServiceUnavailable", there.Text, StringComparison.Ordinal);
        Assert.Contains("The region eu-west-1 cannot be opened", server.Log, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Json("AmazonSQS.ListQueues", "{}")).Status);
        Assert.Equal(200, (await server.Get("/_faultline/health")).Status);
    }

    [Fact]
    public async Task A_client_whose_body_does_not_come_is_cut_off()
    {
        await using var server = await Running.Start();
        await using var line = server.Connect();
        await line.WriteAsync(Running.Request(
            "POST / HTTP/1.1\nHost: localhost:4566\nContent-Type: application/x-amz-json-1.0\n"
            + $"X-Amz-Target: AmazonSQS.CreateQueue\nContent-Length: 100\n{Running.Key("test", "sqs")}",
            "{"u8.ToArray()));
        Assert.Equal(408, (await Answer.Read(line))!.Status);
    }

    private static async Task<Answer> Send(Running server, byte[] request)
    {
        await using var line = server.Connect();
        await line.WriteAsync(request);
        return (await Answer.Read(line))!;
    }
}
