namespace Faultline.Services.Sqs;

/// <summary>
/// What a FIFO queue acknowledged in the last five minutes, so that a message sent again is not there twice.
/// </summary>
internal sealed class Deduplication
{
    // AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly Dictionary<(string? Group, string Id), Sighting> seen = [];
    private readonly Queue<Sighting> byAge = new();

    public int Count => seen.Count;

    public Sighting? Find(string? group, string id, long now) =>
        seen.TryGetValue((group, id), out var sighting) && sighting.Until > now ? sighting : null;

    public void Note(Sighting sighting)
    {
        seen[(sighting.Group, sighting.Id)] = sighting;
        byAge.Enqueue(sighting);
    }

    public bool IsOutdated(long now) => byAge.TryPeek(out var oldest) && oldest.Until <= now;

    /// <summary>Forgets one that is older than the interval, if there is one.</summary>
    public Sighting? Forget(long now)
    {
        if (!IsOutdated(now))
        {
            return null;
        }

        var oldest = byAge.Dequeue();
        var key = (oldest.Group, oldest.Id);
        if (seen.TryGetValue(key, out var held) && ReferenceEquals(held, oldest))
        {
            seen.Remove(key);
        }

        return oldest;
    }
}

/// <summary>
/// One acknowledged send: under which id (and group, where ids count by group), and what was answered.
/// </summary>
internal sealed record Sighting(ulong Number, string? Group, string Id, Guid MessageId, long Until);
