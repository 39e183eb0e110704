using Faultline.Api.CloudWatch;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.CloudWatch;

/// <summary>Questions in queries, and the pages of their answers.</summary>
public sealed class QueryTests
{
    private readonly WatchRig rig = new() { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    [Fact]
    public async Task Expressions_are_over_metrics_and_over_one_another()
    {
        await Hits(10, 20, 30);
        await rig.Put(WatchRig.Datum("errors", 1, rig.Now.AddMinutes(-1)));
        var hidden = WatchRig.Query("hits", "hits");
        hidden.ReturnData = false;
        var answer = await rig.Data(
            3,
            WatchRig.Math("rate", "share * 2"),
            hidden,
            WatchRig.Query("errors", "errors"),
            WatchRig.Math("share", "errors / hits * 100"));
        Assert.Equal(["rate", "errors", "share"], answer.MetricDataResults!.Select(each => each.Id!));
        Assert.Equal([0, 10, 0], answer.MetricDataResults![0].Values!);
        Assert.Equal([1], answer.MetricDataResults[1].Values!);
        Assert.Equal(
            new DateTimeOffset(2026, 1, 2, 3, 3, 0, TimeSpan.Zero), answer.MetricDataResults[1].Timestamps![0]);
        Assert.All(answer.MetricDataResults, each => Assert.Equal(StatusCode.Complete, each.StatusCode));
    }

    [Fact]
    public async Task A_search_gives_each_metric_that_it_finds()
    {
        foreach (var host in (string[])["i-1", "i-2", "j-3"])
        {
            await rig.Put(new MetricDatum
            {
                MetricName = "CPUUtilization",
                Value = host[^1] - '0',
                Dimensions = [new() { Name = "Host", Value = host }],
            });
        }

        var answer = await rig.Data(
            2,
            new MetricDataQuery
            {
                Id = "s1",
                Expression = "SEARCH('{App,Host} cpu NOT j', 'Sum', 60)",
                Label = "of ${LABEL}",
            },
            WatchRig.Math("e1", "SUM(SEARCH('{App,Host}', 'Sum', 60))"));
        Assert.Equal(
            ["s1 of i-1 1", "s1 of i-2 2", "e1 e1 6"],
            answer.MetricDataResults!.Select(each => $"{each.Id} {each.Label} {each.Values![0]}"));
    }

    [Fact]
    public async Task Pages_end_after_so_many_data_points_and_go_on_there()
    {
        await Hits(1, 2, 3, 4, 5);
        foreach (var (scan, whole) in new[]
            { (ScanBy.TimestampAscending, "1 2 3 4 5 1 2 3 4 5"), (ScanBy.TimestampDescending, "5 4 3 2 1 5 4 3 2 1") })
        {
            var (values, pages, token) = (new List<double>(), 0, (string?)null);
            do
            {
                var page = await rig.Ask(new()
                {
                    StartTime = rig.Now.AddMinutes(-5),
                    EndTime = rig.Now,
                    ScanBy = scan,
                    MaxDatapoints = 3,
                    NextToken = token,
                    MetricDataQueries = [WatchRig.Query("m1", "hits"), WatchRig.Query("m2", "hits")],
                });
                values.AddRange(page.MetricDataResults!.SelectMany(each => each.Values!));
                pages++;
                token = page.NextToken;
                Assert.Equal(
                    token is not null, page.MetricDataResults!.Exists(each => each.StatusCode == "PartialData"));
            }
            while (token is not null);
            Assert.Equal((4, whole), (pages, string.Join(' ', values)));
        }

        await Ec2Rig.Refused("InvalidNextToken", () => rig.Ask(new()
        {
            StartTime = rig.Now.AddMinutes(-5),
            EndTime = rig.Now,
            NextToken = "mine",
            MetricDataQueries = [WatchRig.Query("m1", "hits")],
        }));
    }

    [Theory]
    [InlineData("max ${MAX} of ${LABEL}", "max 3 of hits")]
    [InlineData("${AVG} ${MIN} ${SUM} ${FIRST} ${LAST}", "2 1 6 1 3")]
    [InlineData("${DATAPOINT_COUNT} ${MIN_MAX_RANGE}", "3 2")]
    [InlineData("${PROP('MetricName')} ${PROP('Namespace')}", "hits App")]
    [InlineData("${PROP('Dim.Host')} ${PROP('Period')} ${PROP('Stat')}", "${PROP('Dim.Host')} 60 Sum")]
    [InlineData("${LAST_TIME}", "2026-01-02 03:04:00 UTC")]
    [InlineData("${NOBODY} knows", "${NOBODY} knows")]
    public async Task A_label_is_filled_in(string label, string filled)
    {
        await Hits(1, 2, 3);
        var query = WatchRig.Query("m1", "hits");
        query.Label = label;
        Assert.Equal(filled, (await rig.Data(5, query)).MetricDataResults![0].Label);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        var hits = WatchRig.Query("m1", "hits");
        await Refused("ValidationError", "unique", hits, hits);
        await Refused("ValidationError", "'m2'", hits, WatchRig.Math("e1", "m1 + m2"));
        await Refused("ValidationError", "scalar", hits, WatchRig.Math("e1", "AVG(m1)"));
        await Refused("ValidationError", "lowercase", WatchRig.Query("M1", "hits"));
        await Refused("ValidationError", "Period", WatchRig.Query("m1", "hits", period: 61));
        await Refused("ValidationError", "Most", WatchRig.Query("m1", "hits", "Most"));
        await Refused("ValidationError", "Exactly one", new MetricDataQuery { Id = "m1" });
        await Refused("NotImplemented", "Insights", WatchRig.Math("q1", "SELECT AVG(x) FROM App"));
        await Refused("NotImplemented", "ANOMALY", hits, WatchRig.Math("e1", "ANOMALY_DETECTION_BAND(m1)"));

        Task Refused(string code, string says, params MetricDataQuery[] queries) =>
            Ec2Rig.Refused(code, () => rig.Data(5, queries), says);
    }

    /// <summary>One value a minute, the last one now.</summary>
    private async Task Hits(params double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            await rig.Put(WatchRig.Datum("hits", values[i], rig.Now.AddMinutes(i + 1 - values.Length)));
        }
    }
}
