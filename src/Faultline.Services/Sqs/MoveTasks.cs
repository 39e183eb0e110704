using System.Collections.Concurrent;
using Faultline.Kernel;

namespace Faultline.Services.Sqs;

/// <summary>
/// Follows every move task to its end: looks which queues have one, moves a slice of each as one change of both queues,
/// and says when the next slice is due. What it moved it has noted with the same change, so that a crash repeats
/// nothing.
/// </summary>
internal sealed class MoveTasks : IAsyncDisposable
{
    private const int Slice = 100;
    private const string QueueGone = "AWS.SimpleQueueService.NonExistentQueue";
    private const string SourceUnknown = "CouldNotDetermineMessageSource";

    private readonly QueueBook book;
    private readonly Reconciler reconciler;
    private readonly ConcurrentDictionary<string, Queue> moving = new(StringComparer.Ordinal);

    public MoveTasks(QueueBook book, Node node)
    {
        this.book = book;
        reconciler = new(node, Look);
    }

    /// <summary>Takes up what was under way when the region last stopped.</summary>
    public void Start()
    {
        foreach (var queue in book.All.Where(queue => queue.HasMoveTask))
        {
            moving[queue.Key] = queue;
        }

        reconciler.Start();
    }

    /// <summary>The queue's tasks changed.</summary>
    public void Tell(Queue queue)
    {
        moving[queue.Key] = queue;
        reconciler.Tell();
    }

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    private async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        DateTimeOffset? again = null;
        foreach (var queue in moving.Values.OrderBy(queue => queue.Key, StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            var next = await Step(queue, ct);
            again = next < again || again is null ? next ?? again : again;
        }

        return again;
    }

    /// <summary>
    /// Moves the next slice; says when the one after it is due, or null when the queue has no task any more.
    /// </summary>
    private async ValueTask<DateTimeOffset?> Step(Queue source, CancellationToken ct)
    {
        Queue? target;
        using (var held = await source.TakeAny(ct))
        {
            if (!held.State.Exists || held.State.ActiveMoveTask is not { } task)
            {
                moving.TryRemove(source.Key, out _);
                return null;
            }

            var now = book.Now;
            if (task.Status == MoveStatus.Running && task.NextAt > now)
            {
                return task.NextAt;
            }

            held.State.Settle(now);
            if (End(held.State, task, out target) is { } ended)
            {
                held.State.ChangeMove(ended);
                await held.Keep();
                return now;
            }
        }

        return await Move(source, target!, ct);
    }

    /// <summary>The task as it ends, if it does; else the queue that the next message goes to.</summary>
    private MoveTask? End(QueueState state, MoveTask task, out Queue? target)
    {
        target = null;
        if (task.Status == MoveStatus.Cancelling)
        {
            return task with { Status = MoveStatus.Cancelled };
        }

        if (state.NextToMove is not { } message)
        {
            return task with { Status = MoveStatus.Completed };
        }

        if (DestinationOf(task, message) is not { } arn)
        {
            return task with { Status = MoveStatus.Failed, FailureReason = SourceUnknown };
        }

        target = book.Find(arn);
        return target is null ? task with { Status = MoveStatus.Failed, FailureReason = QueueGone } : null;
    }

    private async ValueTask<DateTimeOffset?> Move(Queue source, Queue target, CancellationToken ct)
    {
        var (from, to) = await Queue.TakeBoth(source, target, ct);
        using (from)
        using (to)
        {
            var now = book.Now;
            if (!from.State.Exists || !to.State.Exists ||
                from.State.ActiveMoveTask is not { Status: MoveStatus.Running } task)
            {
                return now; // It changed in between: look again.
            }

            var count = 0;
            var most = Math.Min(Slice, task.PerSecond ?? Slice);
            while (count < most && from.State.NextToMove is { } message && DestinationOf(task, message) == target.Arn)
            {
                from.State.TakeToMove(message);
                to.State.TakeMoved(message, Draft.DrawId(book.Dice), now);
                count++;
            }

            var next = task.PerSecond is { } rate ? now + (TimeSpan.FromSeconds(1) * count / rate) : now;
            from.State.ChangeMove(task with { Moved = task.Moved + count, NextAt = next });
            target.Waiters.Wake(count);
            await from.KeepWith(to);
            return next;
        }
    }

    private static QueueArn? DestinationOf(MoveTask task, Message message) =>
        task.Destination ?? (QueueArn.TryParse(message.SourceArn ?? "", out var source) ? source : null);
}
