using Faultline.Api.Sqs;
using static Faultline.Tests.Sqs.Counter;

namespace Faultline.Tests.Sqs;

/// <summary>
/// Sending, receiving, deleting and hiding through the operations: what is checked, what is shown, what is said.
/// </summary>
public sealed class MessageTests
{
    private readonly Counter sqs = new();
    private readonly string url;

    public MessageTests() => url = sqs.Make("jobs");

    [Fact]
    public void A_sender_is_told_the_digests_that_its_SDK_checks()
    {
        var sent = Send(new()
        {
            MessageBody = "message-1",
            MessageAttributes = new() { ["MyAttribute"] = new() { DataType = "String", StringValue = "foobar" } },
        });
        Assert.Equal("3d6b824fd8c1520e9a047d21fee6fb1f", sent.MD5OfMessageBody);
        Assert.Equal("adb59cd4678ea5a855436b949cd07ab6", sent.MD5OfMessageAttributes);
        Assert.Null(sent.MD5OfMessageSystemAttributes);
        Assert.Null(sent.SequenceNumber);
        Assert.True(Guid.TryParse(sent.MessageId, out _));
    }

    [Fact]
    public void A_receiver_sees_what_was_sent()
    {
        var sent = Send(new()
        {
            MessageBody = "Grüße 👋",
            MessageGroupId = "tenant",
            MessageAttributes = new()
            {
                ["b"] = new() { DataType = "Binary.png", BinaryValue = [1, 2, 3] },
                ["a"] = new() { DataType = "Number", StringValue = "-1.5e3" },
            },
            MessageSystemAttributes = new()
            {
                ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1" },
            },
        });
        sqs.Pass(2);
        var message = Assert.Single(sqs.Receive(url, names: "All"));
        Assert.Equal("Grüße 👋", $"{message.Body}");
        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal(sent.MD5OfMessageBody, message.MD5OfBody);
        Assert.Equal(sent.MD5OfMessageAttributes, message.MD5OfMessageAttributes);
        Assert.Equal([1, 2, 3], message.MessageAttributes!["b"].BinaryValue);
        Assert.Equal("-1.5e3", message.MessageAttributes["a"].StringValue);
        Assert.Equal(
            Map(
                ("SenderId", Account), ("SentTimestamp", "1767225600000"), ("ApproximateReceiveCount", "1"),
                ("ApproximateFirstReceiveTimestamp", "1767225602000"), ("MessageGroupId", "tenant"),
                ("AWSTraceHeader", "Root=1")),
            message.Attributes);
    }

    [Theory]
    [InlineData("foo", "foo")]
    [InlineData("All", "bar.one bar.two foo")]
    [InlineData(".*", "bar.one bar.two foo")]
    [InlineData("bar.*", "bar.one bar.two")]
    [InlineData("nothing", "")]
    public void Attributes_are_shown_by_name_and_by_prefix(string asked, string shown)
    {
        Send(new()
        {
            MessageBody = "a",
            MessageAttributes = new[] { "foo", "bar.two", "bar.one" }.ToDictionary(
                name => name, _ => new MessageAttributeValue { DataType = "String", StringValue = "x" }),
        });
        var request = new ReceiveMessageRequest { QueueUrl = url, MessageAttributeNames = [asked] };
        var message = Of(sqs.Sqs.ReceiveMessage(sqs.Call(), request, default)).Messages![0];
        Assert.Equal(shown, string.Join(' ', (message.MessageAttributes ?? []).Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(shown.Length == 0, message.MD5OfMessageAttributes is null);
    }

    [Theory]
    [InlineData("", "MissingParameter", "The request must contain the parameter MessageBody.")]
    [InlineData("\u0001", "InvalidMessageContents", null)]
    [InlineData("\uFFFE", "InvalidMessageContents", null)]
    public void A_body_that_XML_cannot_hold_is_refused(string body, string code, string? message) =>
        Refused(() => sqs.Send(url, body), code, message);

    [Fact]
    public void Half_a_character_is_refused()
    {
        // Not in the table above: the compiler would mend it.
        Refused(() => sqs.Send(url, "a\uD800b"), "InvalidMessageContents");
        Refused(() => sqs.Send(url, "\uDC00"), "InvalidMessageContents");
    }

    [Theory]
    [InlineData("\t\n\r ~")]
    [InlineData("\uE000\uFFFD😀")]
    public void A_body_that_XML_can_hold_is_taken(string body)
    {
        sqs.Send(url, body);
        Assert.Equal(body, $"{sqs.Receive(url)[0].Body}");
    }

    [Fact]
    public void A_message_is_at_most_as_long_as_its_queue_allows_attributes_included()
    {
        sqs.Set(url, ("MaximumMessageSize", "1024"));
        sqs.Send(url, new string('a', 1024));
        const string Message = "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.";
        Refused(() => sqs.Send(url, new string('a', 1025)), "InvalidParameterValue", Message);
        Refused(() => sqs.Send(url, new string('é', 513)), "InvalidParameterValue", Message);
        Refused(() => Send(Sized(1012)), "InvalidParameterValue", Message);
        Send(Sized(1011));

        static SendMessageRequest Sized(int body) => new()
        {
            MessageBody = new string('a', body),
            MessageAttributes = new() { ["name"] = new() { DataType = "String", StringValue = "123" } },
        };
    }

    [Theory]
    [InlineData("AWS.a", "String", "x")]
    [InlineData("amazon.a", "String", "x")]
    [InlineData(".a", "String", "x")]
    [InlineData("a.", "String", "x")]
    [InlineData("a..b", "String", "x")]
    [InlineData("a b", "String", "x")]
    [InlineData("a", "Text", "x")]
    [InlineData("a", "", "x")]
    [InlineData("a", "String", "")]
    [InlineData("a", "String", "\u0001")]
    [InlineData("\u00E9", "String", "x")]
    [InlineData("\u0663", "String", "x")]
    [InlineData("a", "String.\u0001", "x")]
    [InlineData("a", "Number", "one")]
    [InlineData("a", "Number", " 12 ")]
    [InlineData("a", "Number", "1e200")]
    [InlineData("a", "Number", "123456789012345678901234567890123456789012345")]
    [InlineData("a", "Binary", "x")]
    public void An_attribute_that_AWS_refuses_is_refused(string name, string type, string value) => Refused(
        () => Send(new()
        {
            MessageBody = "a",
            MessageAttributes = new() { [name] = new() { DataType = type, StringValue = value } },
        }),
        "InvalidParameterValue");

    [Fact]
    public void A_message_has_at_most_ten_attributes()
    {
        Send(With(10));
        Refused(() => Send(With(11)), "InvalidParameterValue");

        static SendMessageRequest With(int count) => new()
        {
            MessageBody = "a",
            MessageAttributes = Enumerable.Range(0, count).ToDictionary(
                i => $"a{i}", _ => new MessageAttributeValue { DataType = "String", StringValue = "x" }),
        };
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(901)]
    public void A_delay_is_at_most_a_quarter_of_an_hour(int seconds) => Refused(
        () => Send(new() { MessageBody = "a", DelaySeconds = seconds }), "InvalidParameterValue",
        $"Value {seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");

    [Theory]
    [InlineData(
        0, null, null,
        "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.")]
    [InlineData(
        11, null, null,
        "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.")]
    [InlineData(
        null, 21, null,
        "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.")]
    [InlineData(
        null, -1, null,
        "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.")]
    [InlineData(
        null, null, 43201,
        "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.")]
    public void A_receive_has_bounds(int? max, int? wait, int? visibility, string message) => Refused(
        () => Of(sqs.Sqs.ReceiveMessage(
            sqs.Call(),
            new() { QueueUrl = url, MaxNumberOfMessages = max, WaitTimeSeconds = wait, VisibilityTimeout = visibility },
            default)),
        "InvalidParameterValue", message);

    [Fact]
    public void Nothing_received_is_no_list_at_all() =>
        Assert.Null(Of(sqs.Sqs.ReceiveMessage(sqs.Call(), new() { QueueUrl = url }, default)).Messages);

    [Fact]
    public void What_is_no_handle_is_told_from_one_that_fits_no_longer()
    {
        sqs.Send(url, "a");
        var message = sqs.Receive(url)[0];
        var error = Refused(
            () => Delete("nonsense"), "ReceiptHandleIsInvalid",
            "The input receipt handle \"nonsense\" is not a valid receipt handle.");
        Assert.Equal(404, error.Status);
        Refused(() => Delete(message.ReceiptHandle![..^1] + "A"), "ReceiptHandleIsInvalid");
        Delete(message.ReceiptHandle!);
        Delete(message.ReceiptHandle!);
        Refused(
            () => Hide(message.ReceiptHandle!, 5), "InvalidParameterValue",
            $"Value {message.ReceiptHandle} for parameter ReceiptHandle is invalid. " +
            "Reason: Message does not exist or is not available for visibility timeout change.");
    }

    [Fact]
    public void Twelve_hours_in_all_and_not_a_second_more()
    {
        sqs.Send(url, "a");
        var handle = sqs.Receive(url)[0].ReceiptHandle!;
        Refused(() => Hide(handle, 43201), "InvalidParameterValue");
        sqs.Pass(1);
        Refused(
            () => Hide(handle, 43200), "InvalidParameterValue",
            "Value 43200 for parameter VisibilityTimeout is invalid. " +
            "Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
        Hide(handle, 43199);
    }

    [Fact]
    public void A_FIFO_queue_asks_for_a_group_and_an_id_and_gives_a_sequence_number()
    {
        var fifo = sqs.Make("jobs.fifo", ("FifoQueue", "true"));
        Refused(
            () => Fifo(null, "x"), "MissingParameter", "The request must contain the parameter MessageGroupId.");
        Refused(
            () => Fifo("g", null), "InvalidParameterValue",
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided " +
            "explicitly");
        Refused(() => Fifo("g h", "x"), "InvalidParameterValue");
        Refused(() => Fifo("g", new string('x', 129)), "InvalidParameterValue");
        Refused(
            () => Fifo("g", "x", 2), "InvalidParameterValue",
            "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid " +
            "for this queue type.");
        var first = Fifo("g", "x", 0);
        var second = Fifo("g", "y");
        Assert.True(string.CompareOrdinal(first.SequenceNumber, second.SequenceNumber) < 0);
        var again = Fifo("g", "x");
        Assert.Equal((first.MessageId, first.SequenceNumber), (again.MessageId, again.SequenceNumber));
        Assert.Equal(2, sqs.Receive(fifo).Count);

        SendMessageResult Fifo(string? group, string? id, int? delay = null) => Of(sqs.Sqs.SendMessage(
            sqs.Call(),
            new()
            {
                QueueUrl = fifo,
                MessageBody = "a",
                MessageGroupId = group,
                MessageDeduplicationId = id,
                DelaySeconds = delay,
            },
            default));
    }

    [Fact]
    public void By_content_the_same_body_is_the_same_message()
    {
        var fifo = sqs.Make("jobs.fifo", ("FifoQueue", "true"), ("ContentBasedDeduplication", "true"));
        foreach (var body in new[] { "a", "a", "b" })
        {
            Of(sqs.Sqs.SendMessage(
                sqs.Call(), new() { QueueUrl = fifo, MessageBody = body, MessageGroupId = "g" }, default));
        }

        var received = sqs.Receive(fifo, names: "MessageDeduplicationId");
        Assert.Equal(["a", "b"], received.ConvertAll(message => $"{message.Body}"));
        Assert.Equal(
            "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
            received[0].Attributes!["MessageDeduplicationId"]);
    }

    [Fact]
    public void A_standard_queue_takes_no_deduplication_id() =>
        Refused(() => Send(new() { MessageBody = "a", MessageDeduplicationId = "x" }), "InvalidParameterValue");

    [Fact]
    public void Messages_can_be_looked_at_without_being_received()
    {
        sqs.Send(url, "a");
        sqs.Send(url, "b");
        Send(new() { MessageBody = "c", DelaySeconds = 9 });
        sqs.Receive(url, max: 1);
        Assert.Equal("b", Look(new() { ["QueueUrl"] = url }));
        Assert.Equal("a b", Look(new() { ["QueueUrl"] = url, ["ShowInvisible"] = "true" }));
        Assert.Equal("b c", Look(new() { ["QueueUrl"] = "jobs", ["ShowDelayed"] = "1" }));
        Assert.Equal("b", Look([], $"/{Region}/{Account}/jobs"));
        Refused(() => Look(new() { ["QueueUrl"] = "none" }), "AWS.SimpleQueueService.NonExistentQueue");
        Assert.Equal("1", sqs.Receive(url, names: "All")[0].Attributes!["ApproximateReceiveCount"]);

        string Look(Dictionary<string, string> parameters, string path = "")
        {
            var answer = Of(sqs.Paths.Answer(new("/_aws/sqs/messages" + path, parameters), default));
            return string.Join(' ', ((ReceiveMessageResult)answer.Output).Messages!.Select(message => message.Body));
        }
    }

    private SendMessageResult Send(SendMessageRequest request)
    {
        request.QueueUrl = url;
        return Of(sqs.Sqs.SendMessage(sqs.Call(), request, default));
    }

    private void Delete(string handle) =>
        Of(sqs.Sqs.DeleteMessage(sqs.Call(), new() { QueueUrl = url, ReceiptHandle = handle }, default));

    private void Hide(string handle, int seconds) => Of(sqs.Sqs.ChangeMessageVisibility(
        sqs.Call(), new() { QueueUrl = url, ReceiptHandle = handle, VisibilityTimeout = seconds }, default));
}
