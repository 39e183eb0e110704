using Faultline.Api.Sqs;
using static Faultline.Tests.Sqs.Counter;

namespace Faultline.Tests.Sqs;

/// <summary>Move tasks through the operations, before anything moves; that they finish, the stories show.</summary>
public sealed class MoveTaskTests
{
    private const string Arn = $"arn:aws:sqs:{Region}:{Account}";

    private readonly Counter sqs = new();

    public MoveTaskTests()
    {
        sqs.Make("dead");
        sqs.Make("other");
        sqs.Make("jobs", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn}}:dead","maxReceiveCount":1}"""));
    }

    [Fact]
    public void A_task_is_started_once_listed_and_cancelled()
    {
        sqs.Send("dead", "a");
        var handle = Start($"{Arn}:dead", $"{Arn}:other", 5);
        Refused(
            () => Start($"{Arn}:dead"), "InvalidParameterValue",
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time.");
        var listed = List($"{Arn}:dead");
        Assert.Equal(
            (handle, "RUNNING", $"{Arn}:dead", $"{Arn}:other", 5, 0L, 1L, 1767225600000L),
            (listed.TaskHandle, listed.Status, listed.SourceArn, listed.DestinationArn,
                listed.MaxNumberOfMessagesPerSecond,
                listed.ApproximateNumberOfMessagesMoved, listed.ApproximateNumberOfMessagesToMove,
                listed.StartedTimestamp));
        Assert.Equal(0, Cancel(handle).ApproximateNumberOfMessagesMoved);
        Refused(() => Cancel(handle), "InvalidParameterValue");
        Assert.Null(List($"{Arn}:dead").TaskHandle);
    }

    [Theory]
    [InlineData("jobs", null, null, "InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")]
    [InlineData(
        "none", null, null, "ResourceNotFoundException",
        "The resource that you specified for the SourceArn parameter doesn't exist.")]
    [InlineData(
        "dead", "none", null, "ResourceNotFoundException",
        "The resource that you specified for the DestinationArn parameter doesn't exist.")]
    [InlineData("dead", "dead", null, "InvalidParameterValue", null)]
    [InlineData("dead", null, 0, "InvalidParameterValue", null)]
    [InlineData("dead", null, 501, "InvalidParameterValue", null)]
    public void A_task_that_cannot_be_is_refused(string from, string? to, int? rate, string code, string? message) =>
        Refused(() => Start($"{Arn}:{from}", to is null ? null : $"{Arn}:{to}", rate), code, message);

    [Fact]
    public void What_is_no_ARN_or_no_handle_is_refused()
    {
        Refused(
            () => Start("dead"), "InvalidParameterValue",
            "You must use this format to specify the SourceArn: " +
            "arn:<partition>:<service>:<region>:<account-id>:<resource-id>");
        Refused(() => Cancel("nonsense"), "InvalidParameterValue", "Value for parameter TaskHandle is invalid.");
        var other = Start($"{Arn}:dead");
        var handle = Convert.FromBase64String(other);
        handle[12] ^= 1;
        Refused(() => Cancel(Convert.ToBase64String(handle)), "ResourceNotFoundException", "Task does not exist.");
    }

    private string Start(string from, string? to = null, int? rate = null) => Of(sqs.Sqs.StartMessageMoveTask(
        sqs.Call(), new() { SourceArn = from, DestinationArn = to, MaxNumberOfMessagesPerSecond = rate },
            default)).TaskHandle!;

    private ListMessageMoveTasksResultEntry List(string from) =>
        Of(sqs.Sqs.ListMessageMoveTasks(sqs.Call(), new() { SourceArn = from }, default)).Results![0];

    private CancelMessageMoveTaskResult Cancel(string handle) =>
        Of(sqs.Sqs.CancelMessageMoveTask(sqs.Call(), new() { TaskHandle = handle }, default));
}
