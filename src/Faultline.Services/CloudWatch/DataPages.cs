using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

/// <summary>
/// One page of the answers to queries: so many data points, from where the page before ended. A series whose data go on
/// in the next page is marked as partial ("GetMetricData", API reference).
/// </summary>
internal sealed class DataPages
{
    private readonly List<MetricDataResult> results = [];
    private readonly bool isAscending;
    private readonly int firstResult;
    private readonly long? firstAfter;
    private int room;
    private int number;
    private (int Result, long After)? next;

    private DataPages(bool isAscending, int room, int firstResult, long? firstAfter) =>
        (this.isAscending, this.room, this.firstResult, this.firstAfter) = (isAscending, room, firstResult, firstAfter);

    public static DataPages Open(Call call, GetMetricDataInput request)
    {
        var (result, after) = (0, (long?)null);
        if (request.NextToken is { } token)
        {
            (result, after) = PageToken.Open(call, token)?.Split(' ') is [var at, var second]
                ? (int.Parse(at, CultureInfo.InvariantCulture), long.Parse(second, CultureInfo.InvariantCulture))
                : throw Refusal.Token();
        }

        var room = request.MaxDatapoints ?? Limits.PageDatapointsMax;
        if (room is < 1 or > Limits.PageDatapointsMax)
        {
            throw Refusal.Invalid($"The value {room} for parameter MaxDatapoints is invalid.");
        }

        return new(request.ScanBy == ScanBy.TimestampAscending, room, result, after == long.MinValue ? null : after);
    }

    public void Add(Query query, IReadOnlyList<TimeSeries> answer, string region, DateTimeOffset now)
    {
        foreach (var series in answer)
        {
            var own = IsNamed(query, answer) && series.Label.Length > 0 ? series.Label : query.Id;
            var result = new MetricDataResult
            {
                Id = query.Id,
                Label = query.Label is { } label ? Labels.Fill(label, series, own, region, now) : own,
                Timestamps = [],
                Values = [],
                StatusCode = StatusCode.Complete,
            };
            if (number++ >= firstResult)
            {
                Fill(result, series, number - 1 == firstResult ? firstAfter : null);
            }

            results.Add(result);
        }
    }

    public GetMetricDataOutput Done(Call call) => new()
    {
        MetricDataResults = results,
        Messages = [],
        NextToken = next is var (result, after)
            ? PageToken.Write(call, string.Create(CultureInfo.InvariantCulture, $"{result} {after}"))
            : null,
    };

    /// <summary>
    /// What is worked out into one series is called by its query; metrics, and what was found, by their own.
    /// </summary>
    private static bool IsNamed(Query query, IReadOnlyList<TimeSeries> answer) =>
        query.Selection is not null || answer.Count > 1 || query.Expression is Term.Call { Function: "SEARCH" };

    private void Fill(MetricDataResult result, TimeSeries series, long? after)
    {
        for (var i = 0; i < series.Values.Length; i++)
        {
            var slot = isAscending ? i : series.Values.Length - 1 - i;
            var at = series.Grid.At(slot);
            if (double.IsNaN(series.Values[slot]) || (after is { } last && (isAscending ? at <= last : at >= last)))
            {
                continue;
            }

            if (room == 0)
            {
                result.StatusCode = StatusCode.PartialData;
                next ??= (number - 1, result.Timestamps!.Count > 0
                    ? result.Timestamps[^1].ToUnixTimeSeconds()
                    : after ?? long.MinValue);
                return;
            }

            result.Timestamps!.Add(series.Grid.TimeAt(slot));
            result.Values!.Add(series.Values[slot]);
            room--;
        }
    }
}
