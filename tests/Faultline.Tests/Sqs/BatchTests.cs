using Faultline.Api.Sqs;
using static Faultline.Tests.Sqs.Counter;

namespace Faultline.Tests.Sqs;

/// <summary>Batches: what fails them as a whole, and what fails one entry.</summary>
public sealed class BatchTests
{
    private readonly Counter sqs = new();
    private readonly string url;

    public BatchTests() => url = sqs.Make("jobs", ("MaximumMessageSize", "1024"));

    [Fact]
    public void One_entry_fails_without_the_others()
    {
        var result = Send(url, ("a", "fine"), ("b", new string('x', 1025)), ("c", "\u0001"), ("d", "fine too"));
        Assert.Equal(["a", "d"], result.Successful!.ConvertAll(entry => entry.Id));
        Assert.Equal(["b", "c"], result.Failed!.ConvertAll(entry => entry.Id));
        Assert.Equal(
            ("InvalidParameterValue", true,
                "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."),
            (result.Failed[0].Code, result.Failed[0].SenderFault, result.Failed[0].Message));
        Assert.Equal("InvalidMessageContents", result.Failed[1].Code);
        Assert.Equal(["fine", "fine too"], sqs.Receive(url).ConvertAll(message => $"{message.Body}"));
    }

    [Fact]
    public void Where_all_goes_well_there_is_no_list_of_failures() => Assert.Null(Send(url, ("a", "fine")).Failed);

    [Fact]
    public void A_batch_has_one_to_ten_entries_with_ids_of_their_own()
    {
        Refused(
            () => Send(url), "AWS.SimpleQueueService.EmptyBatchRequest",
            "There should be at least one SendMessageBatchRequestEntry in the request.");
        Refused(
            () => Send(url, [.. Enumerable.Range(0, 11).Select(i => ($"{i}", "x"))]),
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            "Maximum number of entries per request are 10. You have sent 11.");
        Refused(
            () => Send(url, ("a", "x"), ("a", "y")),
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Id a repeated.");
        Refused(() => Send(url, ("a b", "x")), "AWS.SimpleQueueService.InvalidBatchEntryId");
        Refused(() => Send(url, (new string('a', 81), "x")), "AWS.SimpleQueueService.InvalidBatchEntryId");
        Assert.Empty(sqs.Receive(url));
    }

    [Fact]
    public void A_batch_holds_a_mebibyte_in_all()
    {
        var big = sqs.Make("big");
        Refused(
            () => Send(big, ("a", new string('x', 524_288)), ("b", new string('x', 524_289))),
            "AWS.SimpleQueueService.BatchRequestTooLong",
            "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.");
        Assert.Equal(2, Send(big, ("a", new string('x', 524_288)), ("b", new string('x', 524_288))).Successful!.Count);
    }

    [Fact]
    public void Of_a_FIFO_batch_each_entry_must_name_its_group()
    {
        var fifo = sqs.Make("jobs.fifo", ("FifoQueue", "true"));
        Refused(
            () => Send(fifo, ("a", "x")), "InvalidParameterValue",
            "The request must contain the parameter MessageGroupId.");
    }

    [Fact]
    public void Messages_are_hidden_and_deleted_together_each_with_its_own_outcome()
    {
        Send(url, ("a", "1"), ("b", "2"));
        var handles = sqs.Receive(url).ConvertAll(message => message.ReceiptHandle!);
        var hidden = Of(sqs.Sqs.ChangeMessageVisibilityBatch(
            sqs.Call(),
            new()
            {
                QueueUrl = url,
                Entries =
                [
                    new() { Id = "a", ReceiptHandle = handles[0], VisibilityTimeout = 0 },
                    new() { Id = "b", ReceiptHandle = handles[1], VisibilityTimeout = 43201 },
                    new() { Id = "c", ReceiptHandle = "nonsense", VisibilityTimeout = 0 },
                ],
            },
            default));
        Assert.Equal(["a"], hidden.Successful!.ConvertAll(entry => entry.Id));
        Assert.Equal(["b", "c"], hidden.Failed!.ConvertAll(entry => entry.Id));
        Assert.Equal(
            ["InvalidParameterValue", "ReceiptHandleIsInvalid"], hidden.Failed.ConvertAll(entry => entry.Code));
        var deleted = Of(sqs.Sqs.DeleteMessageBatch(
            sqs.Call(),
            new()
            {
                QueueUrl = url,
                Entries =
                [
                    new() { Id = "a", ReceiptHandle = sqs.Receive(url)[0].ReceiptHandle! },
                    new() { Id = "b", ReceiptHandle = handles[1] },
                    new() { Id = "c", ReceiptHandle = "nonsense" },
                ],
            },
            default));
        Assert.Equal(["a", "b"], deleted.Successful!.ConvertAll(entry => entry.Id));
        Assert.Equal(["c"], deleted.Failed!.ConvertAll(entry => entry.Id));
        sqs.Pass(60);
        Assert.Empty(sqs.Receive(url));
    }

    private SendMessageBatchResult Send(string to, params (string Id, string Body)[] entries) =>
        Of(sqs.Sqs.SendMessageBatch(
            sqs.Call(),
            new() { QueueUrl = to, Entries = [.. entries.Select(entry => Entry(entry.Id, entry.Body))] },
            default));

    private static SendMessageBatchRequestEntry Entry(string id, string body) =>
        new() { Id = id, MessageBody = body };
}
