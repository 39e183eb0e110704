using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Services.Sqs;

/// <summary>
/// One queue. Every operation costs the same whether a thousand messages lie in it or a million: what is visible stands
/// in a lane, what is delayed or in flight in a heap by its hour, and old age has a heap of its own. The hour and
/// chance come in as arguments.
/// </summary>
internal sealed partial class QueueState : IState
{
    /// <summary>
    /// How many due or expired messages one operation sees to, so that none stops the queue for long.
    /// </summary>
    private const int Slice = 256;

    private readonly Dictionary<string, string> tags = new(StringComparer.Ordinal);
    private Dictionary<ulong, Message> messages = [];
    private Heap<ByDue> waiting = new();
    private Heap<BySent> bySent = new();
    private Queue<Message> dead = new();
    private ILane lane = new OpenLane();
    private Deduplication sightings = new();
    private ReceiveAttempts attempts = new();
    private ulong next = 1;

    /// <summary>False until the queue is made, and in a partition whose making a crash undid.</summary>
    public bool Exists { get; private set; }

    public ulong Incarnation { get; private set; }

    public QueueSettings Settings { get; private set; } = new();

    public IReadOnlyDictionary<string, string> Tags => tags;

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset Modified { get; private set; }

    public DateTimeOffset? Purged { get; private set; }

    /// <summary>What was done since <see cref="TakeTally"/> was last called. Nothing here depends on it.</summary>
    private Tally tally = new();

    public int Visible { get; private set; }

    public int Delayed { get; private set; }

    public int InFlight { get; private set; }

    /// <summary>Some messages were received too often, and wait to be moved.</summary>
    public bool HasDead => dead.Count > 0;

    /// <summary>When the next message becomes visible by itself.</summary>
    public DateTimeOffset? NextDue => waiting.First is { } first ? new(first.Due, TimeSpan.Zero) : null;

    /// <summary>When the oldest message that is still there was sent.</summary>
    public DateTimeOffset? OldestSent => bySent.First is { } first ? new(first.Sent, TimeSpan.Zero) : null;

    /// <summary>Somebody who asked got so many.</summary>
    public void Count(int received)
    {
        tally.Received += received;
        tally.EmptyReceives += received == 0 ? 1 : 0;
    }

    public Tally TakeTally()
    {
        var taken = tally;
        tally = new();
        return taken;
    }

    public void Make(
        QueueSettings settings, IEnumerable<KeyValuePair<string, string>> tags, DateTimeOffset now, Dice dice)
    {
        (Exists, Incarnation, Settings, Created) = (true, dice.Next(), settings, now);
        lane = settings.Fifo ? new GroupedLane() : new OpenLane();
        Tag(tags);
        Change(settings, now);
    }

    /// <summary>The queue is deleted: whoever still waits for its turn finds nothing.</summary>
    public void End() => Exists = false;

    public void Change(QueueSettings settings, DateTimeOffset now)
    {
        (Settings, Modified, queueDue) = (settings, now, true);
    }

    public void Tag(IEnumerable<KeyValuePair<string, string>> added)
    {
        foreach (var (key, value) in added)
        {
            tags[key] = value;
        }

        queueDue = true;
    }

    public void Untag(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            queueDue |= tags.Remove(key);
        }
    }

    /// <summary>
    /// Sees to what is due: delays and visibility timeouts that ended, messages past their retention, deduplication
    /// past its interval. By default only a slice of it; whoever counts asks for all.
    /// </summary>
    public void Settle(DateTimeOffset now, int most = Slice)
    {
        var hour = now.UtcTicks;
        for (var i = 0; i < most && waiting.First is { } first && first.Due <= hour; i++)
        {
            waiting.Remove(first);
            Put(first, Place.Visible);
            lane.Show(first);
        }

        var oldest = hour - Settings.Retention.Ticks;
        for (var i = 0; i < most && bySent.First is { } first && first.Sent <= oldest; i++)
        {
            Remove(first);
        }

        for (var i = 0; i < most && sightings.Forget(hour) is { } sighting; i++)
        {
            deletions.Add(new(Kinds.Sighting, sighting.Number));
        }

        for (var i = 0; i < most && attempts.Forget(hour) is { } attempt; i++)
        {
            deletions.Add(new(Kinds.Attempt, attempt.Number));
        }
    }

    /// <summary>Something in it is past its retention or its interval, and waits to be forgotten.</summary>
    public bool IsOutdated(DateTimeOffset now) =>
        (bySent.First is { } first && first.Sent <= now.UtcTicks - Settings.Retention.Ticks) ||
        sightings.IsOutdated(now.UtcTicks) || attempts.IsOutdated(now.UtcTicks);

    /// <summary>Forgets every message and all deduplication at once, however many there are.</summary>
    public void Purge(DateTimeOffset now)
    {
        (messages, waiting, bySent, dead) = ([], new(), new(), new());
        (sightings, attempts) = (new(), new());
        lane = Settings.Fifo ? new GroupedLane() : new OpenLane();
        (Visible, Delayed, InFlight) = (0, 0, 0);
        Purged = now;
        changed.Clear();
        deletions.Clear();
        newSightings.Clear();
        newAttempts.Clear();
        (cleared, queueDue) = (true, true);
    }

    /// <summary>Messages as they lie there, by number, without receiving them.</summary>
    public IEnumerable<Message> Peek(bool inFlight, bool delayed, int most) => messages.Values
        .Where(message => message.Place switch
        {
            Place.InFlight => inFlight,
            Place.Delayed => delayed,
            _ => true,
        })
        .OrderBy(message => message.Number)
        .Take(most);

    private void Put(Message message, Place place)
    {
        Count(message.Place, -1);
        message.Place = place;
        Count(place, 1);
    }

    private void Count(Place place, int by)
    {
        switch (place)
        {
            case Place.Visible or Place.Dead:
                Visible += by;
                break;
            case Place.Delayed:
                Delayed += by;
                break;
            case Place.InFlight:
                InFlight += by;
                break;
            default:
                break;
        }
    }

    private void Remove(Message message)
    {
        messages.Remove(message.Number);
        waiting.Remove(message);
        bySent.Remove(message);
        Put(message, Place.Gone);
        lane.Leave(message);
        Forget(message);
    }
}
