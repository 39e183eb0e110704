using System.Text;
using Faultline.Api.Sqs;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Xml;

/// <summary>What clients of SQS from before its JSON protocol send, and what they look for in the answers.</summary>
public sealed class SqsQueryTests
{
    private static readonly Codec codec = Codecs.Of(Protocol.Query);

    [Fact]
    public void A_message_with_attributes_is_read()
    {
        var request = Read<SendMessageRequest>(
            "Action=SendMessage&Version=2012-11-05&QueueUrl=http%3A%2F%2Flocalhost%3A4566%2F000000000000%2Fq"
            + "&MessageBody=a%26b+c&DelaySeconds=5&MessageAttribute.1.Name=color"
            + "&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=red"
            + "&MessageAttribute.2.Name=raw&MessageAttribute.2.Value.DataType=Binary"
            + "&MessageAttribute.2.Value.BinaryValue=AQI%3D&MessageSystemAttribute.1.Name=AWSTraceHeader"
            + "&MessageSystemAttribute.1.Value.DataType=String&MessageSystemAttribute.1.Value.StringValue=Root");

        Assert.Equal("http://localhost:4566/000000000000/q", request.QueueUrl);
        Assert.Equal("a&b c", request.MessageBody.ToString());
        Assert.Equal(5, request.DelaySeconds);
        Assert.Equal("red", request.MessageAttributes!["color"].StringValue);
        Assert.Equal([1, 2], request.MessageAttributes["raw"].BinaryValue!);
        Assert.Equal("Root", request.MessageSystemAttributes!["AWSTraceHeader"].StringValue);
    }

    [Fact]
    public void Lists_go_by_the_names_of_their_items()
    {
        var received = Read<ReceiveMessageRequest>(
            "Action=ReceiveMessage&QueueUrl=q&AttributeName.1=All&MessageAttributeName.1=a&MessageAttributeName.2=b");
        var batch = Read<SendMessageBatchRequest>(
            "Action=SendMessageBatch&QueueUrl=q&SendMessageBatchRequestEntry.2.Id=two"
            + "&SendMessageBatchRequestEntry.2.MessageBody=B&SendMessageBatchRequestEntry.1.Id=one"
            + "&SendMessageBatchRequestEntry.1.MessageBody=A");
        var permission = Read<AddPermissionRequest>(
            "Action=AddPermission&QueueUrl=q&Label=l&AWSAccountId.1=111122223333&ActionName.1=SendMessage");

        Assert.Equal(["All"], received.AttributeNames!);
        Assert.Equal(["a", "b"], received.MessageAttributeNames!);
        Assert.Equal(["one", "two"], batch.Entries.Select(e => e.Id));
        Assert.Equal(["111122223333"], permission.AWSAccountIds);
        Assert.Equal(["SendMessage"], permission.Actions);
    }

    [Fact]
    public void Attributes_and_tags_are_flat_maps()
    {
        var created = Read<CreateQueueRequest>(
            "Action=CreateQueue&QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=40"
            + "&Attribute.2.Name=DelaySeconds&Attribute.2.Value=1&Tag.1.Key=team&Tag.1.Value=blue");

        Assert.Equal("40", created.Attributes!["VisibilityTimeout"]);
        Assert.Equal("1", created.Attributes["DelaySeconds"]);
        Assert.Equal("blue", created.Tags!["team"]);
    }

    [Fact]
    public void A_queue_s_attributes_are_written_flat() => Assert.Equal(
        "<GetQueueAttributesResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><GetQueueAttributesResult>"
        + "<Attribute><Name>VisibilityTimeout</Name><Value>30</Value></Attribute></GetQueueAttributesResult>"
        + "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetQueueAttributesResponse>",
        Write(
            "GetQueueAttributes",
            new GetQueueAttributesResult { Attributes = new() { ["VisibilityTimeout"] = "30" } }));

    [Fact]
    public void Messages_are_written_flat_with_their_attributes() => Assert.Equal(
        "<ReceiveMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><ReceiveMessageResult><Message>"
        + "<MessageId>m</MessageId><ReceiptHandle>r</ReceiptHandle><MD5OfBody>d</MD5OfBody><Body>a&lt;b</Body>"
        + "<Attribute><Name>SenderId</Name><Value>s</Value></Attribute>"
        + "<MessageAttribute><Name>color</Name><Value><StringValue>red</StringValue><DataType>String</DataType></Value>"
        + "</MessageAttribute></Message></ReceiveMessageResult>"
        + "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></ReceiveMessageResponse>",
        Write("ReceiveMessage", new ReceiveMessageResult
        {
            Messages =
            [
                new()
                {
                    MessageId = "m",
                    ReceiptHandle = "r",
                    MD5OfBody = "d",
                    Body = "a<b",
                    Attributes = new() { ["SenderId"] = "s" },
                    MessageAttributes = new() { ["color"] = new() { StringValue = "red", DataType = "String" } },
                },
            ],
        }));

    [Fact]
    public void Queue_urls_and_batch_results_go_by_the_names_of_their_items()
    {
        Assert.Contains(
            "<ListQueuesResult><QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl></ListQueuesResult>",
            Write("ListQueues", new ListQueuesResult { QueueUrls = ["a", "b"] }), StringComparison.Ordinal);
        Assert.Contains(
            "<DeleteMessageBatchResult><DeleteMessageBatchResultEntry><Id>1</Id></DeleteMessageBatchResultEntry>"
            + "<BatchResultErrorEntry><Id>2</Id><SenderFault>true</SenderFault><Code>c</Code></BatchResultErrorEntry>",
            Write("DeleteMessageBatch", new DeleteMessageBatchResult
            {
                Successful = [new() { Id = "1" }],
                Failed = [new() { Id = "2", SenderFault = true, Code = "c" }],
            }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_keep_the_codes_that_they_had_before_json()
    {
        var response = Make.Response();
        codec.Write(SqsModel.Service, SqsErrors.QueueDoesNotExist("No such queue."), "id-1", response);

        Assert.Equal(400, response.Status);
        Assert.EndsWith(
            "<ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error><Type>Sender</Type>"
            + "<Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>No such queue.</Message></Error>"
            + "<RequestId>id-1</RequestId></ErrorResponse>",
            response.Body(), StringComparison.Ordinal);
    }

    private static T Read<T>(string form) where T : IStructure, new()
    {
        var input = new T();
        var operation = Make.Operation("Any");
        codec.Read(SqsModel.Service, operation, Make.Request(Encoding.UTF8.GetBytes(form)), input);
        return input;
    }

    private static string Write(string operation, IStructure output)
    {
        var response = Make.Response();
        codec.Write(SqsModel.Service, SqsModel.Service.Find(operation)!, output, "id-1", response);
        return response.Body()[(response.Body().IndexOf('\n') + 1)..];
    }
}
