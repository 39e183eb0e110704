using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>What to read of a metric: how it is summed up over which period, in one unit or in all.</summary>
internal sealed record Selection(
    string Namespace,
    string Name,
    IReadOnlyList<KeyValuePair<string, string>> Dimensions,
    Summary Summary,
    int Period,
    string? Unit);

/// <summary>One question of several: about a metric, or an expression over the answers to others.</summary>
internal sealed record Query(string Id, Selection? Selection, Term? Expression)
{
    public string? Label { get; init; }

    public bool IsShown { get; init; } = true;

    public int? Period { get; init; }
}

/// <summary>Where time series come from.</summary>
internal interface ISource
{
    TimeSeries Read(Selection selection, Window grid);

    /// <summary>One series for each metric that a search expression finds.</summary>
    IEnumerable<TimeSeries> Search(string search, Summary summary, Window grid);
}
