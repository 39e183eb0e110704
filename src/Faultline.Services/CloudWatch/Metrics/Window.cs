namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>A grid of periods: from a second on, so many of the same length.</summary>
internal readonly record struct Window(long Start, int Period, int Count)
{
    public long End => Start + ((long)Period * Count);

    public long At(int slot) => Start + ((long)slot * Period);

    public DateTimeOffset TimeAt(int slot) => DateTimeOffset.FromUnixTimeSeconds(At(slot));

    /// <summary>
    /// Reads a series into the grid: an empty bucket where nothing came, or where it is too long ago for a period as
    /// short as this one. Spreads are joined only where somebody needs them.
    /// </summary>
    public void Read(Series series, long now, bool withSpread, Span<Bucket> into)
    {
        var tier = series.For(Start, Period);
        var from = Math.Max(Start, Retention.Since(tier.Width, now));
        for (int i = tier.From(from), end = tier.From(End); i < end; i++)
        {
            into[(int)((tier.At(i) - Start) / Period)].Add(tier[i], withSpread);
        }
    }
}
