using Faultline.Api.Sqs;
using Faultline.Services.Sqs;
using static Faultline.Tests.Sqs.Counter;

namespace Faultline.Tests.Sqs;

/// <summary>Making, finding, listing and deleting queues, and their attributes.</summary>
public sealed class QueueTests
{
    private const string Arn = $"arn:aws:sqs:{Region}:{Account}";

    private readonly Counter sqs = new();

    [Fact]
    public void A_queue_has_AWSs_attributes_and_defaults()
    {
        var url = sqs.Make("jobs");
        Assert.Equal($"{Origin}/{Account}/jobs", url);
        Assert.Equal(
            Map(
                ("ApproximateNumberOfMessages", "0"), ("ApproximateNumberOfMessagesDelayed", "0"),
                ("ApproximateNumberOfMessagesNotVisible", "0"), ("CreatedTimestamp", "1767225600"),
                ("DelaySeconds", "0"),
                ("LastModifiedTimestamp", "1767225600"), ("MaximumMessageSize", "1048576"),
                ("MessageRetentionPeriod", "345600"), ("QueueArn", $"{Arn}:jobs"),
                ("ReceiveMessageWaitTimeSeconds", "0"), ("SqsManagedSseEnabled", "true"), ("VisibilityTimeout", "30")),
            sqs.Attributes(url, "All"));
    }

    [Fact]
    public void A_FIFO_queue_has_some_more()
    {
        var shown = sqs.Attributes(sqs.Make("jobs.fifo", ("FifoQueue", "true")), "All");
        Assert.Equal("true", shown["FifoQueue"]);
        Assert.Equal("false", shown["ContentBasedDeduplication"]);
        Assert.Equal("queue", shown["DeduplicationScope"]);
        Assert.Equal("perQueue", shown["FifoThroughputLimit"]);
    }

    [Fact]
    public void To_make_a_queue_again_with_the_same_attributes_gives_the_same_queue()
    {
        var url = sqs.Make("jobs", ("DelaySeconds", "5"));
        sqs.Send(url, "a");
        Assert.Equal(url, sqs.Make("jobs", ("DelaySeconds", "5")));
        Assert.Equal(url, sqs.Make("jobs"));
        Assert.Equal(
            "1", sqs.Attributes(url, "ApproximateNumberOfMessagesDelayed")["ApproximateNumberOfMessagesDelayed"]);
    }

    [Fact]
    public void To_make_it_again_with_other_attributes_is_refused()
    {
        sqs.Make("jobs", ("DelaySeconds", "5"));
        var error = Refused(
            () => sqs.Make("jobs", ("DelaySeconds", "6")), "QueueAlreadyExists",
            "A queue already exists with the same name and a different value for attribute DelaySeconds");
        Assert.Equal("QueueNameExists", error.Type);
    }

    [Theory]
    [InlineData("a b", false)]
    [InlineData("", false)]
    [InlineData("jobs.fifo", false)]
    [InlineData("jobs", true)]
    [InlineData(".fifo", true)]
    [InlineData("jöbs", false)]
    public void A_name_that_AWS_refuses_is_refused(string name, bool fifo) => Refused(
        () => sqs.Make(name, fifo ? [("FifoQueue", "true")] : []), "InvalidParameterValue");

    [Fact]
    public void A_name_has_at_most_eighty_characters()
    {
        sqs.Make(new string('a', 80));
        Refused(() => sqs.Make(new string('a', 81)), "InvalidParameterValue");
        Refused(() => sqs.Make(new string('a', 76) + ".fifo", ("FifoQueue", "true")), "InvalidParameterValue");
    }

    [Theory]
    [InlineData("VisibilityTimeout", "43201")]
    [InlineData("VisibilityTimeout", "-1")]
    [InlineData("VisibilityTimeout", "soon")]
    [InlineData("DelaySeconds", "901")]
    [InlineData("MaximumMessageSize", "1023")]
    [InlineData("MaximumMessageSize", "1048577")]
    [InlineData("MessageRetentionPeriod", "59")]
    [InlineData("MessageRetentionPeriod", "1209601")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "21")]
    [InlineData("Policy", "{}")]
    [InlineData("Policy", "not JSON")]
    [InlineData("SqsManagedSseEnabled", "maybe")]
    public void A_value_out_of_bounds_is_refused(string name, string value)
    {
        Refused(
            () => sqs.Make("jobs", (name, value)), "InvalidAttributeValue", $"Invalid value for the parameter {name}.");
        var url = sqs.Make("jobs");
        Refused(() => sqs.Set(url, (name, value)), "InvalidAttributeValue");
    }

    [Theory]
    [InlineData("QueueArn", "Unknown Attribute QueueArn.")]
    [InlineData("Colour", "Unknown Attribute Colour.")]
    [InlineData("FifoQueue", "Unknown Attribute FifoQueue.")]
    [InlineData("ContentBasedDeduplication", "Unknown Attribute ContentBasedDeduplication.")]
    [InlineData("DeduplicationScope", "You can specify the DeduplicationScope only when FifoQueue is set to true.")]
    [InlineData("FifoThroughputLimit", "You can specify the FifoThroughputLimit only when FifoQueue is set to true.")]
    public void An_attribute_that_a_standard_queue_has_not_is_refused(string name, string message) =>
        Refused(() => sqs.Make("jobs", (name, "false")), "InvalidAttributeName", message);

    [Fact]
    public void The_type_of_a_queue_stays()
    {
        var url = sqs.Make("jobs.fifo", ("FifoQueue", "true"));
        sqs.Set(url, ("FifoQueue", "true"));
        Refused(
            () => sqs.Set(url, ("FifoQueue", "false")), "InvalidAttributeValue",
            "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
    }

    [Fact]
    public void Throughput_by_group_needs_deduplication_by_group()
    {
        var url = sqs.Make("jobs.fifo", ("FifoQueue", "true"));
        Refused(() => sqs.Set(url, ("FifoThroughputLimit", "perMessageGroupId")), "InvalidAttributeValue");
        sqs.Set(url, ("FifoThroughputLimit", "perMessageGroupId"), ("DeduplicationScope", "messageGroup"));
    }

    [Fact]
    public void A_queue_is_encrypted_in_one_way_at_a_time()
    {
        var url = sqs.Make("jobs");
        sqs.Set(url, ("KmsMasterKeyId", "key"), ("KmsDataKeyReusePeriodSeconds", "6000"));
        Assert.Equal(
            Map(("KmsMasterKeyId", "key"), ("KmsDataKeyReusePeriodSeconds", "6000"), ("SqsManagedSseEnabled", "false")),
            sqs.Attributes(url, "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"));
        Refused(
            () => sqs.Set(url, ("KmsMasterKeyId", "key"), ("SqsManagedSseEnabled", "true")), "InvalidAttributeName");
        sqs.Set(url, ("SqsManagedSseEnabled", "true"));
        Assert.Equal(
            Map(("SqsManagedSseEnabled", "true")),
            sqs.Attributes(url, "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"));
    }

    [Theory]
    [InlineData("KmsMasterKeyId", "key\u0001")]
    [InlineData("Policy", """{"Id":"\uFFFE","Statement":[{"Effect":"Allow","Principal":"*","Action":"*"}]}""")]
    public void What_XML_cannot_show_is_no_attribute(string name, string value) =>
        Refused(() => sqs.Make("jobs", (name, value.Replace("\\uFFFE", "\uFFFE"))), "InvalidAttributeValue");

    [Fact]
    public void A_refused_change_changes_nothing()
    {
        var url = sqs.Make("jobs");
        Refused(() => sqs.Set(url, ("VisibilityTimeout", "5"), ("DelaySeconds", "901")), "InvalidAttributeValue");
        Assert.Equal("30", sqs.Attributes(url, "All")["VisibilityTimeout"]);
    }

    [Fact]
    public void A_dead_letter_queue_must_be_there_of_the_same_type_and_willing()
    {
        var url = sqs.Make("jobs");
        sqs.Make("dead");
        sqs.Make("dead.fifo", ("FifoQueue", "true"));
        sqs.Make("closed", ("RedriveAllowPolicy", """{"redrivePermission":"denyAll"}"""));
        sqs.Make(
            "choosy",
            ("RedriveAllowPolicy", $$"""{"redrivePermission":"byQueue","sourceQueueArns":["{{Arn}}:jobs"]}"""));
        foreach (var wrong in new[] { "nowhere", "dead.fifo", "closed" })
        {
            Refused(() => Redrive(wrong, "3"), "InvalidParameterValue");
        }

        Refused(() => Redrive("dead", "0"), "InvalidParameterValue");
        Refused(() => Redrive("dead", "1001"), "InvalidParameterValue");
        Refused(() => sqs.Set(url, ("RedrivePolicy", "{}")), "InvalidParameterValue");
        Redrive("choosy", "3");
        Redrive("dead", "\"7\"");
        Assert.Equal(
            $$"""{"deadLetterTargetArn":"{{Arn}}:dead","maxReceiveCount":7}""",
                sqs.Attributes(url, "All")["RedrivePolicy"]);
        sqs.Set(url, ("RedrivePolicy", ""));
        Assert.DoesNotContain("RedrivePolicy", sqs.Attributes(url, "All"));

        void Redrive(string target, string count) => sqs.Set(
            url, ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn}}:{{target}}","maxReceiveCount":{{count}}}"""));
    }

    [Fact]
    public void Queues_are_listed_by_name_in_pages()
    {
        foreach (var name in new[] { "b", "a2", "a1", "a3" })
        {
            sqs.Make(name);
        }

        Assert.Equal(["a1", "a2", "a3", "b"], List().Names);
        Assert.Equal(["a1", "a2", "a3"], List("a").Names);
        var (first, token) = List("a", 2);
        Assert.Equal(["a1", "a2"], first);
        var (rest, end) = List("a", 2, token);
        Assert.Equal(["a3"], rest);
        Assert.Null(end);
        Refused(() => List("a", 0), "InvalidParameterValue");
        Refused(() => List("a", 1, "!"), "InvalidParameterValue");

        (List<string> Names, string? Token) List(string? prefix = null, int? most = null, string? token = null)
        {
            var listed = Of(sqs.Sqs.ListQueues(
                sqs.Call(), new() { QueueNamePrefix = prefix, MaxResults = most, NextToken = token }, default));
            return (listed.QueueUrls!.ConvertAll(url => url.Split('/')[^1]), listed.NextToken);
        }
    }

    [Fact]
    public void A_deleted_queue_is_gone_and_its_handles_fit_no_later_one()
    {
        var url = sqs.Make("jobs");
        sqs.Send(url, "a");
        var old = sqs.Receive(url)[0];
        Of(sqs.Sqs.DeleteQueue(sqs.Call(), new() { QueueUrl = url }, default));
        var error = Refused(() => sqs.Send(url, "b"), "AWS.SimpleQueueService.NonExistentQueue");
        Assert.Equal("QueueDoesNotExist", error.Type);
        sqs.Make("jobs");
        Assert.Empty(sqs.Receive(url));
        Refused(() => sqs.Delete(url, old), "ReceiptHandleIsInvalid");
    }

    [Fact]
    public void A_deleted_name_is_held_back_where_that_is_chosen()
    {
        var strict = new Counter(new() { NameHold = TimeSpan.FromSeconds(60) });
        var url = strict.Make("jobs");
        Of(strict.Sqs.DeleteQueue(strict.Call(), new() { QueueUrl = url }, default));
        strict.Pass(59);
        Refused(() => strict.Make("jobs"), "AWS.SimpleQueueService.QueueDeletedRecently");
        strict.Pass(1);
        strict.Make("jobs");
    }

    [Fact]
    public void A_queue_is_purged_once_a_minute()
    {
        var url = sqs.Make("jobs");
        Purge();
        sqs.Pass(59);
        Refused(
            Purge, "AWS.SimpleQueueService.PurgeQueueInProgress",
            "Only one PurgeQueue operation on jobs is allowed every 60 seconds.");
        sqs.Pass(1);
        Purge();

        void Purge() => Of(sqs.Sqs.PurgeQueue(sqs.Call(), new() { QueueUrl = url }, default));
    }

    [Fact]
    public void Sources_of_a_dead_letter_queue_are_listed()
    {
        var dead = sqs.Make("dead");
        var policy = ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn}}:dead","maxReceiveCount":3}""");
        sqs.Make("b", policy);
        sqs.Make("a", policy);
        sqs.Make("c");
        var listed = Of(sqs.Sqs.ListDeadLetterSourceQueues(sqs.Call(), new() { QueueUrl = dead }, default));
        Assert.Equal([$"{Origin}/{Account}/a", $"{Origin}/{Account}/b"], listed.QueueUrls);
    }

    [Fact]
    public void Tags_are_added_replaced_taken_away_and_limited()
    {
        var url = sqs.Make("jobs");
        Tag(("a", "1"), ("b", "2"));
        Tag(("b", "3"));
        Assert.Equal(Map(("a", "1"), ("b", "3")), Tags());
        Of(sqs.Sqs.UntagQueue(sqs.Call(), new() { QueueUrl = url, TagKeys = ["a", "z"] }, default));
        Assert.Equal(Map(("b", "3")), Tags());
        Refused(() => Tag(("", "1")), "InvalidParameterValue");
        Refused(() => Tag((new string('k', 129), "1")), "InvalidParameterValue");
        Refused(() => Tag(("k", new string('v', 257))), "InvalidParameterValue");
        Refused(() => Tag(("k", "a\u0001")), "InvalidParameterValue");
        Refused(() => Tag(("k\uFFFF", "a")), "InvalidParameterValue");
        Refused(() => Tag(("aws:k", "1")), "InvalidParameterValue");
        Refused(() => Tag([.. Enumerable.Range(0, 50).Select(i => ($"k{i}", ""))]), "InvalidParameterValue");

        void Tag(params (string, string)[] tags) =>
            Of(sqs.Sqs.TagQueue(sqs.Call(), new() { QueueUrl = url, Tags = Map(tags) }, default));
        Dictionary<string, string> Tags() =>
            Of(sqs.Sqs.ListQueueTags(sqs.Call(), new() { QueueUrl = url }, default)).Tags!;
    }
}
