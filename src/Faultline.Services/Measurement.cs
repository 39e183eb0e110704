namespace Faultline.Services;

/// <summary>What a service saw of one thing of somebody's over one period, as CloudWatch keeps it.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Namespace">As AWS names it, <c>AWS/EC2</c>.</param>
/// <param name="Dimensions">By name, in the order in which AWS shows them.</param>
/// <param name="Unit">AWS's word for it, <c>Percent</c>, <c>Count</c>, <c>Bytes</c>, <c>None</c>.</param>
public sealed record Measurement(
    string Account,
    string Namespace,
    string Metric,
    IReadOnlyList<KeyValuePair<string, string>> Dimensions,
    string Unit)
{
    /// <summary>One value of one thing.</summary>
    public static Measurement Of(
        string account,
        string space,
        string metric,
        string unit,
        DateTimeOffset at,
        double value,
        params IReadOnlyList<KeyValuePair<string, string>> dimensions) => new(account, space, metric, dimensions, unit)
    {
        At = at,
        Values = [(value, 1)],
    };

    /// <summary>When the period began that this is of.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Each value that was seen, with how often; never empty.</summary>
    public required IReadOnlyList<(double Value, double Count)> Values { get; init; }
}

/// <summary>A service that measures what it has.</summary>
public interface IMeasured
{
    /// <summary>
    /// What was seen in the period that ends now. It is asked once a period by whoever keeps measurements, so a service
    /// may count from one call to the next; what happened before the first is in none.
    /// </summary>
    ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct);
}

/// <summary>A stretch of time that is measured as one: when it began, and how long it was.</summary>
public sealed record Period(DateTimeOffset From, TimeSpan Length);
