using Faultline.Store;

namespace Faultline.Services.Sqs;

/// <summary>A queue as the region knows it: its name, its partition, and who waits at it.</summary>
internal sealed class Queue(QueueArn arn, QueueState state, Partition<QueueState> partition, TimeProvider clock)
{
    public QueueArn Arn => arn;

    /// <summary>Its name in the book, <c>ACCOUNT/NAME</c>.</summary>
    public string Key { get; } = $"{arn.Account}/{arn.Name}";

    public Waiters Waiters { get; } = new(clock);

    /// <summary>The settings as they were last set; whoever acts on them reads them again under the turn.</summary>
    public QueueSettings Settings => state.Settings;

    public bool Exists => state.Exists;

    /// <summary>A move task takes from it.</summary>
    public bool HasMoveTask => state.ActiveMoveTask is not null;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The turn at the queue. Whoever waited while it was deleted hears that it is not there.</summary>
    public async ValueTask<Held<QueueState>> Take(CancellationToken ct)
    {
        var held = await partition.Take(ct);
        if (!held.State.Exists)
        {
            held.Dispose();
            throw QueueBook.Gone();
        }

        return held;
    }

    /// <summary>The turn, whether or not the queue is still there.</summary>
    public ValueTask<Held<QueueState>> TakeAny(CancellationToken ct) => partition.Take(ct);

    /// <summary>The turns at two queues, always in the order of names, so that nobody waits in a circle.</summary>
    public static async ValueTask<(Held<QueueState> One, Held<QueueState> Other)> TakeBoth(
        Queue one, Queue other, CancellationToken ct)
    {
        var inOrder = string.CompareOrdinal(one.Key, other.Key) < 0;
        var first = await (inOrder ? one : other).TakeAny(ct);
        try
        {
            var second = await (inOrder ? other : one).TakeAny(CancellationToken.None);
            return inOrder ? (first, second) : (second, first);
        }
        catch (StoreBroken)
        {
            // Whoever waits behind is to hear of it too.
            first.Dispose();
            throw;
        }
    }
}
