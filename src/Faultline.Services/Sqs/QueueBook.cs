using System.Collections.Concurrent;
using Faultline.Api.Sqs;
using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Services.Sqs;

/// <summary>Finds, makes and deletes queues. It alone knows the store.</summary>
internal sealed class QueueBook
{
    private const string Prefix = "sqs/";

    private readonly ConcurrentDictionary<string, Queue> queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Queue>.AlternateLookup<ReadOnlySpan<char>> byKey;
    private readonly ConcurrentDictionary<string, DateTimeOffset> deleted = new(StringComparer.Ordinal);
    private readonly Turn making = new();
    private readonly string region;
    private readonly Node node;
    private readonly RegionStore store;
    private readonly SqsOptions options;

    public QueueBook(string region, Node node, RegionStore store, SqsOptions options)
    {
        (this.region, this.node, this.store, this.options) = (region, node, store, options);
        byKey = queues.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var name in store.Names(Prefix))
        {
            if (name[Prefix.Length..].Split('/') is [var account, var queue])
            {
                var found = Open(QueueArn.Of(region, account, queue));
                if (found.Exists)
                {
                    queues[found.Key] = found;
                }
            }
        }
    }

    public IEnumerable<Queue> All => queues.Values.OrderBy(queue => queue.Key, StringComparer.Ordinal);

    public DateTimeOffset Now => node.Now;

    public Dice Dice => node.Dice;

    public Queue? Find(ReadOnlySpan<char> key) => byKey.TryGetValue(key, out var queue) ? queue : null;

    public Queue? Find(QueueArn arn) =>
        arn.Region == region && queues.TryGetValue($"{arn.Account}/{arn.Name}", out var queue) ? queue : null;

    /// <summary>An account's queues by name.</summary>
    public IEnumerable<Queue> Of(string account) => All.Where(queue => queue.Arn.Account == account);

    /// <summary>
    /// The queue of that name. When there is none it is made; when there is one, <paramref name="compare"/> judges
    /// whether it is the same.
    /// </summary>
    public async ValueTask<Queue> Make(
        QueueArn arn,
        QueueSettings settings,
        IReadOnlyDictionary<string, string> tags,
        Action<QueueState> compare,
        CancellationToken ct)
    {
        await making.Take(ct);
        ValueTask kept;
        Queue queue;
        try
        {
            if (Find(arn) is { } existing)
            {
                queue = existing;
                using var known = await queue.Take(ct);
                compare(known.State);
                kept = known.Keep();
            }
            else
            {
                RefuseHeldName(arn);
                queue = Open(arn);
                using var held = await queue.TakeAny(CancellationToken.None);
                held.State.Make(settings, tags, Now, Dice);
                queues[queue.Key] = queue;
                kept = held.Keep();
            }
        }
        finally
        {
            making.Give();
        }

        await kept;
        return queue;
    }

    public async ValueTask Delete(Queue queue, CancellationToken ct)
    {
        await making.Take(ct);
        ValueTask kept;
        try
        {
            using var held = await queue.Take(ct);
            held.State.End();
            queue.Waiters.Close();
            queues.TryRemove(queue.Key, out _);
            deleted[queue.Key] = Now;
            kept = held.Drop();
        }
        finally
        {
            making.Give();
        }

        await kept;
    }

    /// <summary>Ends the long polls at every queue. One whose store is broken must not hinder the rest.</summary>
    public async ValueTask Quiet()
    {
        foreach (var queue in All)
        {
            try
            {
                using var held = await queue.TakeAny(CancellationToken.None);
                queue.Waiters.Close();
            }
            catch (StoreBroken)
            {
                // Whoever waits there is refused when it looks again.
            }
        }
    }

    /// <summary>Waits until what the book shows of these queues is durable.</summary>
    public static async ValueTask Kept(IReadOnlyList<Queue> shown)
    {
        foreach (var queue in shown)
        {
            using var held = await queue.TakeAny(CancellationToken.None);
            await held.Keep();
        }
    }

    public static Wire.AwsError Gone() => SqsErrors.QueueDoesNotExist("The specified queue does not exist.");

    private void RefuseHeldName(QueueArn arn)
    {
        foreach (var (key, hour) in deleted)
        {
            if (hour + options.NameHold <= Now)
            {
                deleted.TryRemove(key, out _);
            }
        }

        if (deleted.ContainsKey($"{arn.Account}/{arn.Name}"))
        {
            throw SqsErrors.QueueDeletedRecently(
                "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
        }
    }

    private Queue Open(QueueArn arn)
    {
        var state = new QueueState();
        var partition = store.Open($"{Prefix}{arn.Account}/{arn.Name}", state);
        return new(arn, state, partition, node.Clock);
    }
}
