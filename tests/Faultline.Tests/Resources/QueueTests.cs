using Faultline.Api.Sqs;

namespace Faultline.Tests.Resources;

/// <summary>The resources of SQS.</summary>
public sealed class QueueTests
{
    [Fact]
    public void Queue() => Grounds.Play(async grounds =>
    {
        var dead = new Resource(grounds, "AWS::SQS::Queue", "Dead");
        var shown = await dead.Make("{}");
        Assert.Equal($"http://localhost:4566/{Grounds.Account}/{shown["QueueName"]}", dead.Id);
        Assert.StartsWith("shop-Dead-", (string)shown["QueueName"]!, StringComparison.Ordinal);
        var queue = new Resource(grounds, "AWS::SQS::Queue", "Queue");
        await queue.Make($$"""
            {"QueueName": "orders", "VisibilityTimeout": 45, "Tags": [{"Key": "a", "Value": "1"}],
             "RedrivePolicy": {"deadLetterTargetArn": "{{shown["Arn"]}}", "maxReceiveCount": 3} }
            """);
        await queue.Change("""
            {"QueueName": "orders", "DelaySeconds": "5", "MessageRetentionPeriod": 60, "KmsMasterKeyId": "alias/k",
             "Tags": [{"Key": "b", "Value": "2"}]}
            """);
        await queue.End();
        await dead.End();
    });

    [Fact]
    public void A_fifo_queue_is_called_so() => Grounds.Play(async grounds =>
    {
        var queue = new Resource(grounds, "AWS::SQS::Queue", "Queue");
        var shown = await queue.Make("""{"FifoQueue": true, "ContentBasedDeduplication": "true"}""");
        Assert.EndsWith(".fifo", (string)shown["QueueName"]!, StringComparison.Ordinal);
        await queue.Change("""
            {"FifoQueue": true, "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
            """);
        await queue.End();
    });

    [Fact]
    public void A_queue_of_somebody_else_is_not_taken() => Grounds.Play(async grounds =>
    {
        await grounds.Ask<CreateQueueResult>(
            SqsModel.Service, "CreateQueue", new CreateQueueRequest { QueueName = "orders" });
        await new Resource(grounds, "AWS::SQS::Queue", "Queue").Refused(
            "AlreadyExists", """{"QueueName": "orders"}""", "'orders'");
    });

    [Theory]
    [InlineData("AWS::SQS::QueuePolicy")]
    [InlineData("AWS::SQS::QueueInlinePolicy")]
    public void Policy(string type) => Grounds.Play(async grounds =>
    {
        var queue = new Resource(grounds, "AWS::SQS::Queue", "Queue");
        await queue.Make("{}");
        string Asked(string action)
        {
            var named = type.EndsWith("InlinePolicy", StringComparison.Ordinal)
                ? $"\"Queue\": \"{queue.Id}\""
                : $"\"Queues\": [\"{queue.Id}\"]";
            return $$"""
                { {{named}}, "PolicyDocument": {"Version": "2012-10-17", "Statement":
                  [{"Effect": "Allow", "Principal": "*", "Action": "{{action}}", "Resource": "*"}]} }
                """;
        }

        var policy = new Resource(grounds, type, "Policy");
        await policy.Make(Asked("sqs:SendMessage"));
        await policy.Change(Asked("sqs:*"));
        await policy.End();
        await queue.End();
    });
}
