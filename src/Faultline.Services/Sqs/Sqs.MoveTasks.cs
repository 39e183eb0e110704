using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Faultline.Api.Sqs;
using Faultline.Wire;

namespace Faultline.Services.Sqs;

internal sealed partial class Sqs
{
    public override async ValueTask<StartMessageMoveTaskResult> StartMessageMoveTask(
        Call call, StartMessageMoveTaskRequest request, CancellationToken ct)
    {
        if (request.MaxNumberOfMessagesPerSecond is < 1 or > Limits.MovesPerSecondMax)
        {
            throw Refusal.Range(
                request.MaxNumberOfMessagesPerSecond.Value,
                nameof(request.MaxNumberOfMessagesPerSecond),
                1,
                Limits.MovesPerSecondMax);
        }

        var source = Own(call, request.SourceArn, nameof(request.SourceArn));
        var target = request.DestinationArn is { } arn ? Own(call, arn, nameof(request.DestinationArn)) : null;
        if (!deadLetters.SourcesOf(source).Any())
        {
            throw Refusal.Parameter("Source queue must be configured as a Dead Letter Queue.");
        }

        if (target == source || (target is not null && target.Settings.Fifo != source.Settings.Fifo))
        {
            throw Refusal.Parameter("The destination must be another queue of the same type as the source.");
        }

        using var held = await source.Take(ct);
        if (held.State.ActiveMoveTask is not null)
        {
            throw Refusal.Parameter(
                "There is already a task running. " +
                "Only one active task is allowed for a source queue arn at a given time.");
        }

        var task = held.State.StartMove(target?.Arn, request.MaxNumberOfMessagesPerSecond, book.Now);
        var handle = HandleOf(source, held.State, task);
        moves.Tell(source);
        await held.Keep();
        return new() { TaskHandle = handle };
    }

    public override async ValueTask<CancelMessageMoveTaskResult> CancelMessageMoveTask(
        Call call, CancelMessageMoveTaskRequest request, CancellationToken ct)
    {
        var source = Own(call, SourceIn(request.TaskHandle), "SourceArn");
        using var held = await source.Take(ct);
        var task = held.State.MoveTasks.FirstOrDefault(one => HandleOf(source, held.State, one) == request.TaskHandle)
            ?? throw SqsErrors.ResourceNotFoundException("Task does not exist.");
        if (task.Status != MoveStatus.Running)
        {
            throw Refusal.Parameter("Only a task that is running can be cancelled.");
        }

        held.State.ChangeMove(task with { Status = MoveStatus.Cancelling });
        moves.Tell(source);
        await held.Keep();
        return new() { ApproximateNumberOfMessagesMoved = task.Moved };
    }

    public override async ValueTask<ListMessageMoveTasksResult> ListMessageMoveTasks(
        Call call, ListMessageMoveTasksRequest request, CancellationToken ct)
    {
        if (request.MaxResults is < 1 or > Limits.MoveTasksListed)
        {
            throw Refusal.Range(request.MaxResults.Value, nameof(request.MaxResults), 1, Limits.MoveTasksListed);
        }

        var source = Own(call, request.SourceArn, nameof(request.SourceArn));
        using var held = await source.Take(ct);
        var results = held.State.MoveTasks.Reverse().Take(request.MaxResults ?? 1)
            .Select(task => Show(source, held.State, task)).ToList();
        await held.Keep();
        return new() { Results = results.Count == 0 ? null : results };
    }

    private static ListMessageMoveTasksResultEntry Show(Queue source, QueueState state, MoveTask task) => new()
    {
        TaskHandle = task.Status == MoveStatus.Running ? HandleOf(source, state, task) : null,
        Status = task.Status.ToString().ToUpperInvariant(),
        SourceArn = source.Arn.ToString(),
        DestinationArn = task.Destination?.ToString(),
        MaxNumberOfMessagesPerSecond = task.PerSecond,
        ApproximateNumberOfMessagesMoved = task.Moved,
        ApproximateNumberOfMessagesToMove = task.ToMove,
        FailureReason = task.FailureReason,
        StartedTimestamp = task.Started.ToUnixTimeMilliseconds(),
    };

    /// <summary>Move tasks are for the owner of both queues.</summary>
    private Queue Own(Call call, string arn, string parameter)
    {
        var queue = FindBy(arn, parameter);
        return queue.Arn.Account == call.Account ? queue : throw Refusal.NotAllowed(arn);
    }

    /// <summary>A handle names the task and its queue, as AWS's do: JSON in base64.</summary>
    private static string HandleOf(Queue source, QueueState state, MoveTask task)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id, state.Incarnation);
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], task.Number);
        var handle = new JsonObject
        {
            ["taskId"] = new Guid(id, bigEndian: true).ToString(),
            ["sourceArn"] = source.Arn.ToString(),
        };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(handle.ToJsonString(JsonText.Plain)));
    }

    private static string SourceIn(string handle)
    {
        var bytes = new byte[handle.Length];
        return Convert.TryFromBase64String(handle, bytes, out var written) &&
            JsonText.Object(Encoding.UTF8.GetString(bytes, 0, written)) is { } json &&
            JsonText.Text(json["sourceArn"]) is { } arn && JsonText.Text(json["taskId"]) is not null
                ? arn
                : throw Refusal.Parameter("Value for parameter TaskHandle is invalid.");
    }
}
