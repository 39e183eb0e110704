namespace Faultline.Services.Sqs;

/// <summary>Moves what was received too often to its dead-letter queue: out of one and into the other as one.</summary>
internal sealed class DeadLetters(QueueBook book)
{
    private const int MovedAtOnce = 100;

    /// <summary>The queues whose redrive policy names this one, by name.</summary>
    public IEnumerable<Queue> SourcesOf(Queue target) =>
        book.Of(target.Arn.Account).Where(queue => queue.Settings.Redrive?.Target == target.Arn);

    /// <summary>
    /// Where the queue's dead messages go, and after how many receives. None when it has no policy, or when that names
    /// a queue that is gone or has come to refuse this one: then messages stay and are received on.
    /// </summary>
    public (Queue Target, int After)? Of(Queue queue) =>
        queue.Settings.Redrive is { } redrive && book.Find(redrive.Target) is { } target && target != queue &&
            target.Settings.RedriveAllow?.Allows(queue.Arn) != false
            ? (target, redrive.MaxReceiveCount)
            : null;

    /// <summary>Moves all that are dead, a slice at a time, so that nobody waits long for either queue.</summary>
    public async ValueTask Move(Queue source, CancellationToken ct)
    {
        while (Of(source) is { } policy && await MoveSlice(source, policy.Target, policy.After, ct))
        {
        }
    }

    /// <summary>Says whether dead messages are left that can be moved.</summary>
    private async ValueTask<bool> MoveSlice(Queue source, Queue target, int after, CancellationToken ct)
    {
        var (from, to) = await Queue.TakeBoth(source, target, ct);
        using (from)
        using (to)
        {
            if (!from.State.Exists || !to.State.Exists)
            {
                return false;
            }

            var now = book.Now;
            var dead = new List<Message>();
            from.State.TakeDead(after, MovedAtOnce, dead);
            foreach (var message in dead)
            {
                to.State.Take(message, source.Arn.ToString(), now);
            }

            var left = from.State.HasDead;
            target.Waiters.Wake(dead.Count);
            source.Waiters.Wake(1);
            await from.KeepWith(to);
            return left;
        }
    }
}
