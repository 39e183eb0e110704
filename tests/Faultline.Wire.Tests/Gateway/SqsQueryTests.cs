using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>What SQS says over query, where it has words of its own.</summary>
public sealed class SqsQueryTests
{
    [Theory]
    [InlineData("CreateQueue", "QueueName")]
    [InlineData("SendMessage", "QueueUrl")]
    [InlineData("SendMessage&QueueUrl=q", "MessageBody")]
    [InlineData("SendMessage&QueueUrl=q&MessageBody=x&MessageAttribute.1.Name=a&MessageAttribute.1.Value.StringValue=b",
        "MessageAttribute.1.Value.DataType")]
    [InlineData("DeleteMessage&QueueUrl=q", "ReceiptHandle")]
    [InlineData("SetQueueAttributes&QueueUrl=q", "Attribute")]
    [InlineData("UntagQueue&QueueUrl=q", "TagKey")]
    [InlineData("SendMessageBatch&QueueUrl=q&SendMessageBatchRequestEntry.1.Id=a",
        "SendMessageBatchRequestEntry.1.MessageBody")]
    public async Task What_is_missing_is_asked_for_by_the_name_of_its_parameter(string action, string parameter)
    {
        await using var server = await Running.Start();
        var answer = await Ask(server, action);
        Assert.Equal((400, "MissingParameter"), (answer.Status, Text(answer, "Code")));
        Assert.Equal($"The request must contain the parameter {parameter}.", Text(answer, "Message"));
    }

    [Fact]
    public async Task A_batch_of_nothing_is_an_empty_one()
    {
        await using var server = await Running.Start();
        var answer = await Ask(server, "SendMessageBatch&QueueUrl=q");
        Assert.Equal("AWS.SimpleQueueService.EmptyBatchRequest", Text(answer, "Code"));
        Assert.Equal(
            "There should be at least one SendMessageBatchRequestEntry in the request.", Text(answer, "Message"));
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_missed_in_the_words_of_each_protocol()
    {
        await using var server = await Running.Start();
        var query = await Ask(server, "GetQueueUrl&QueueName=nope");
        Assert.Equal(
            (400, "AWS.SimpleQueueService.NonExistentQueue",
                "The specified queue does not exist for this wsdl version."),
            (query.Status, Text(query, "Code"), Text(query, "Message")));
        var json = await server.Json("AmazonSQS.GetQueueUrl", """{"QueueName":"nope"}""");
        Assert.Equal("The specified queue does not exist.", (string)json.Json["message"]!);
    }

    [Fact]
    public async Task An_unknown_action_is_not_valid_for_this_endpoint()
    {
        await using var server = await Running.Start();
        var answer = await Ask(server, "FooBar");
        Assert.Equal(
            (400, "InvalidAction", "The action FooBar is not valid for this endpoint."),
            (answer.Status, Text(answer, "Code"), Text(answer, "Message")));
    }

    [Fact]
    public async Task The_URL_of_a_queue_alone_is_no_operation()
    {
        await using var server = await Running.Start();
        var answer = await server.Get("/000000000000/q", Running.Key("test", "sqs"));
        Assert.Equal((404, "UnknownOperationException"), (answer.Status, answer.Xml.Name.LocalName));
        Assert.Empty(answer.Xml.Nodes());
    }

    [Fact]
    public async Task The_URL_of_a_queue_makes_no_other_queue()
    {
        await using var server = await Running.Start();
        var answer = await server.Get("/000000000000/q?Action=CreateQueue&QueueName=z", Running.Key("test", "sqs"));
        Assert.Equal((400, "InvalidAction"), (answer.Status, Text(answer, "Code")));
        Assert.Empty((await server.Json("AmazonSQS.ListQueues", "{}")).Json["QueueUrls"]?.AsArray() ?? []);
    }

    private static Task<Answer> Ask(Running server, string action) =>
        server.Form($"Action={action}&Version=2012-11-05", "sqs");

    private static string Text(Answer answer, string element) =>
        answer.Xml.Descendants().Single(found => found.Name.LocalName == element).Value;
}
