namespace Faultline.Services.Sqs;

/// <summary>
/// What a FIFO queue gave under each receive-attempt id in the last five minutes, so that a receiver whose answer was
/// lost gets the same messages again.
/// </summary>
internal sealed class ReceiveAttempts
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Attempt> attempts = new(StringComparer.Ordinal);
    private readonly Queue<Attempt> byAge = new();

    public Attempt? Find(string id, long now) =>
        attempts.TryGetValue(id, out var attempt) && attempt.Until > now ? attempt : null;

    public void Note(Attempt attempt)
    {
        attempts[attempt.Id] = attempt;
        byAge.Enqueue(attempt);
    }

    public bool IsOutdated(long now) => byAge.TryPeek(out var oldest) && oldest.Until <= now;

    /// <summary>Forgets one that is older than the interval, if there is one.</summary>
    public Attempt? Forget(long now)
    {
        if (!IsOutdated(now))
        {
            return null;
        }

        var oldest = byAge.Dequeue();
        if (attempts.TryGetValue(oldest.Id, out var held) && ReferenceEquals(held, oldest))
        {
            attempts.Remove(oldest.Id);
        }

        return oldest;
    }
}

/// <summary>What one receive gave: each message with the count that it had then.</summary>
internal sealed record Attempt(ulong Number, string Id, long Until, IReadOnlyList<(ulong Message, int Receives)> Gave);
