using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>A source in which every metric has a value in every period, to try expressions on. Pure.</summary>
internal sealed class Ones : ISource
{
    public TimeSeries Read(Selection selection, Window grid) => One(grid);

    public IEnumerable<TimeSeries> Search(string search, Summary summary, Window grid) => [One(grid)];

    private static TimeSeries One(Window grid) => new(grid, [.. Enumerable.Repeat(1.0, grid.Count)]);
}
