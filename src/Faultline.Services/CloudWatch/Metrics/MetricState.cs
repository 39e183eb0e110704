using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>
/// All metrics of a region, of every account. Pure: the hour comes in as an argument. What is put is written as it
/// came, once; when much of it has gathered, the hours that it belongs to are written, and what was written as it came
/// goes.
/// </summary>
internal sealed partial class MetricState : IState
{
    private readonly Dictionary<string, Metric> metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Metric>.AlternateLookup<ReadOnlySpan<char>> byKey;
    private readonly SortedDictionary<string, List<Metric>> byAccount = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Series> series = [];
    private readonly MetricKey key = new();

    public MetricState() => byKey = metrics.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The metrics of an account, in the order in which they were first seen.</summary>
    public IReadOnlyList<Metric> Of(string account) => byAccount.GetValueOrDefault(account) ?? [];

    public Metric? Find(
        string account, string space, string name, IReadOnlyList<KeyValuePair<string, string>> dimensions) =>
        byKey.TryGetValue(key.Of(account, space, name, dimensions), out var metric) ? metric : null;

    /// <summary>How many series there may be, of every account together.</summary>
    public int SeriesMax { get; set; } = Limits.SeriesMax;

    /// <summary>Whether there is room for so many more series.</summary>
    public bool HasRoom(int more) => series.Count + more <= SeriesMax;

    /// <summary>The series of a metric in a unit; made where it is new.</summary>
    public Series Take(
        string account, string space, string name, IReadOnlyList<KeyValuePair<string, string>> dimensions, string unit)
    {
        var found = Find(account, space, name, dimensions)
            ?? Register(new Metric(account, space, name, [.. dimensions]));
        if (found.In(unit) is { } known)
        {
            return known;
        }

        var made = new Series(next++, found, unit);
        Register(made);
        fresh.Add(made);
        return made;
    }

    public void Put(in Datum datum)
    {
        Apply(datum);
        pending.Add(datum);
    }

    /// <summary>Lets what is no longer kept go, and what is kept at a wider width be so on the disk too.</summary>
    public void Retire(long now)
    {
        foreach (var each in series.Values)
        {
            Retire(each, now);
            each.Forget(now);
        }

        foreach (var empty in series.Values.Where(each => each.Hours.Length == 0).ToList())
        {
            Drop(new Key(Kinds.Series, (ulong)empty.Number));
            Drop(empty);
        }
    }

    private Metric Register(Metric metric)
    {
        metrics.Add(key.Of(metric.Account, metric.Namespace, metric.Name, metric.Dimensions).ToString(), metric);
        if (!byAccount.TryGetValue(metric.Account, out var all))
        {
            byAccount.Add(metric.Account, all = []);
        }

        all.Add(metric);
        return metric;
    }

    private void Register(Series made)
    {
        series.Add(made.Number, made);
        made.Metric.Series.Add(made);
    }

    private void Drop(Series which)
    {
        var metric = which.Metric;
        series.Remove(which.Number);
        metric.Series.Remove(which);
        if (metric.Series.Count == 0)
        {
            metrics.Remove(key.Of(metric.Account, metric.Namespace, metric.Name, metric.Dimensions).ToString());
            byAccount[metric.Account].Remove(metric);
        }
    }

    private void Apply(in Datum datum)
    {
        datum.Series.Add(datum.At, datum.What, datum.IsFine);
        dirty.Add(Chunk.Hour(Kinds.Minutes, datum.Series.Number, datum.At));
        unfolded++;
    }
}
