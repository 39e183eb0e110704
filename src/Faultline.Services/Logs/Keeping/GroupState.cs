using Faultline.Api.Logs;
using Faultline.Services.Logs.Console;
using Faultline.Services.Logs.Events;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Logs.Keeping;

/// <summary>
/// One log group with all that is in it. Pure: the hour comes in as an argument. Whoever changes it has checked before,
/// so nothing has to be taken back.
/// </summary>
internal sealed partial class GroupState : IState
{
    private readonly SortedDictionary<string, StreamState> streams = new(StringComparer.Ordinal);

    /// <summary>What it holds, in the order of numbers.</summary>
    private readonly List<Parcel> parcels = [];
    private ulong next = 1;

    /// <summary>False until it is made, and once it is deleted.</summary>
    public bool Exists { get; private set; }

    /// <summary>The group as the API shows it, without what is counted.</summary>
    public LogGroup Shown { get; private set; } = new();

    /// <summary>Never changed, only put anew: whoever has no turn may look at it.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; private set; } = new Dictionary<string, string>();

    public IEnumerable<StreamState> Streams => streams.Values;

    public Table<MetricFilterRow, string> MetricFilters { get; } =
        new(Kinds.MetricFilter, "", new(MetricFilterRow.Write, MetricFilterRow.Read));

    public Table<Owned<SubscriptionFilter>, string> SubscriptionFilters { get; } =
        new(Kinds.SubscriptionFilter, "", new(OwnedEntry.Write, OwnedEntry.Read<SubscriptionFilter>));

    /// <summary>What is held of events, as AWS counts it.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of the newest event.</summary>
    public ulong Newest => next - 1;

    public void Make(LogGroup shown, IReadOnlyDictionary<string, string> tags)
    {
        (Exists, Shown, groupDue) = (true, shown, true);
        Tags = new Dictionary<string, string>(tags, StringComparer.Ordinal);
    }

    /// <summary>It is deleted: whoever still waits for its turn finds nothing.</summary>
    public void End() => Exists = false;

    public void Change(Action<LogGroup> change)
    {
        Shown = Shown.With(change);
        groupDue = true;
    }

    public void Retag(Action<Dictionary<string, string>> change)
    {
        var tags = new Dictionary<string, string>(Tags, StringComparer.Ordinal);
        change(tags);
        (Tags, groupDue) = (tags, true);
    }

    public StreamState? Stream(string name) => streams.GetValueOrDefault(name);

    /// <summary>The streams whose names begin so.</summary>
    public IEnumerable<StreamState> StreamsWith(string? prefix) =>
        streams.Values.Where(stream => stream.Name.StartsWith(prefix ?? "", StringComparison.Ordinal));

    public StreamState MakeStream(string name, DateTimeOffset now)
    {
        var stream = new StreamState(next++, name, now.ToUnixTimeMilliseconds());
        streams.Add(name, stream);
        changed.Add(stream);
        return stream;
    }

    public void DeleteStream(StreamState stream)
    {
        streams.Remove(stream.Name);
        changed.Remove(stream);
        removed.Add(new(Kinds.Stream, stream.Number));
        Forget(parcel => parcel.Stream == stream.Number);
    }

    /// <summary>Takes events in, which are in the order of their hours.</summary>
    public void Put(StreamState stream, List<(long Time, byte[] Text)> events, DateTimeOffset now)
    {
        var parcel = Parcel.Of(stream.Number, next, now.ToUnixTimeMilliseconds(), events);
        next += (ulong)events.Count;
        Join(stream, parcel);
        added.Add(parcel);
    }

    /// <summary>A console was read so far: kept together with what was put of it.</summary>
    public void Mark(StreamState stream, ConsoleMark mark)
    {
        stream.Console = mark;
        changed.Add(stream);
    }

    /// <summary>The hour before which nothing is shown any more.</summary>
    public Position Oldest(DateTimeOffset now) => Shown.RetentionInDays is { } days
        ? Position.Before((now - TimeSpan.FromDays(days)).ToUnixTimeMilliseconds())
        : default;

    /// <summary>Forgets what is past its retention: what came with one call goes when its newest does.</summary>
    public void Expire(DateTimeOffset now)
    {
        var oldest = Oldest(now);
        foreach (var stream in streams.Values)
        {
            if (stream.Events.Count > 0 && stream.Events[0].Position < oldest)
            {
                stream.Events.ForgetBefore(oldest);

                // What it remembers of them was only known by them.
                changed.Add(stream);
            }
        }

        Forget(parcel => parcel.Newest < oldest.Time);
    }

    public bool IsOutdated(DateTimeOffset now)
    {
        var oldest = Oldest(now);
        return parcels.Exists(parcel => parcel.Newest < oldest.Time);
    }

    /// <summary>What came after an event, in the order in which it came.</summary>
    public IEnumerable<Parcel> After(ulong number)
    {
        var (low, high) = (0, parcels.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = parcels[middle].Last <= number ? (middle + 1, high) : (low, middle);
        }

        return parcels.Skip(low);
    }

    private void Join(StreamState stream, Parcel parcel)
    {
        stream.Join(parcel);
        parcels.Add(parcel);
        Bytes += parcel.Bytes;
    }

    private void Forget(Predicate<Parcel> which) => parcels.RemoveAll(parcel =>
    {
        if (!which(parcel))
        {
            return false;
        }

        removed.Add(new(Kinds.Parcel, parcel.First));
        Bytes -= parcel.Bytes;
        return true;
    });
}
