using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Api.Logs;
using Faultline.Wire;
using LogsMetricFilter = Faultline.Api.Logs.MetricFilter;

namespace Faultline.Tests.Logs;

/// <summary>What metric filters may say, what they count, and that CloudWatch hears of it once a minute.</summary>
public sealed class MetricTests
{
    private readonly List<string> told = [];
    private readonly FakeApi metrics;
    private readonly LogsRig rig;
    private AwsError? refusal;

    public MetricTests()
    {
        metrics = new(CloudWatchModel.Service, Hear);
        rig = new(new() { Metrics = metrics });
    }

    [Fact]
    public async Task Matches_are_counted_by_the_minute_of_their_events()
    {
        await rig.Made();
        await rig.Put("ERROR from before the filter");
        await rig.Meter("ERROR");
        await rig.PutTo(LogsRig.Stream, (rig.Time - 60_000, "ERROR"), (rig.Time, "ERROR"), (rig.Time + 1, "ERROR"));
        await rig.Put("fine");
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 5, 0, TimeSpan.Zero), await rig.Logs.Metering.Look(LogsRig.Ct));
        Assert.Empty(told);
        rig.Now += TimeSpan.FromMinutes(1);
        await rig.Logs.Metering.Look(LogsRig.Ct);
        await rig.Logs.Metering.Look(LogsRig.Ct);
        Assert.Equal(["App Errors 03:03 1x1 None", "App Errors 03:04 1x2 None"], told);
        Assert.Equal("logs.amazonaws.com", metrics.Calls[0].Principal.Service);
        Assert.Equal("PutMetricData", metrics.Calls[0].Operation.Name);
        rig.Reopen();
        await rig.Logs.Metering.Look(LogsRig.Ct);
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public async Task Values_and_dimensions_are_taken_out_of_events()
    {
        await rig.Made();
        await rig.Meter("{ $.latency = * }", metric =>
        {
            metric.MetricValue = "$.latency";
            metric.Dimensions = new() { ["Path"] = "$.path", ["App"] = "$.app.name" };
            metric.Unit = "Milliseconds";
        });
        await rig.Put(
            """{"latency": 50, "path": "/a", "app": {"name": "x"}}""",
            """{"latency": 50, "path": "/a", "app": {"name": "x"}}""",
            """{"latency": 7.5, "path": "/a", "app": {"name": "x"}}""",
            """{"latency": 1, "path": "/b", "app": {"name": "x"}}""",
            """{"latency": "quick", "path": "/b", "app": {"name": "x"}}""",
            """{"latency": 3}""");
        await Minute();
        Assert.Equal(
            [
                "App Errors App=x Path=/a 03:04 7.5x1 50x2 Milliseconds",
                "App Errors App=x Path=/b 03:04 1x1 Milliseconds",
            ],
            told);
    }

    [Fact]
    public async Task Fields_are_values_too()
    {
        await rig.Made();
        await rig.Meter("[ip, ..., bytes > 10]", metric =>
        {
            metric.MetricValue = "$bytes";
            metric.Dimensions = new() { ["Second"] = "$2" };
        });
        await rig.Put("127.0.0.1 GET x 20", "127.0.0.1 GET x 5");
        await Minute();
        Assert.Equal(["App Errors Second=GET 03:04 20x1 None"], told);
    }

    [Fact]
    public async Task The_default_stands_for_a_minute_in_which_nothing_matched()
    {
        await rig.Made();
        await rig.Meter("ERROR", metric => metric.DefaultValue = 0);
        await rig.PutTo(LogsRig.Stream, (rig.Time - 60_000, "fine"), (rig.Time - 59_999, "fine"), (rig.Time, "ERROR"));
        await Minute();
        Assert.Equal(["App Errors 03:03 0x1 None", "App Errors 03:04 1x1 None"], told);
        told.Clear();
        await Minute();
        Assert.Empty(told);
    }

    [Fact]
    public async Task What_CloudWatch_refuses_holds_nobody_up_and_what_it_cannot_take_is_reported_later()
    {
        await rig.Made();
        await rig.Meter("ERROR");
        await rig.Put("ERROR");
        refusal = CloudWatchErrors.InternalServiceFault("later");
        rig.Now += TimeSpan.FromMinutes(1);
        await Assert.ThrowsAsync<AwsError>(async () => await rig.Logs.Metering.Look(LogsRig.Ct));
        refusal = null;
        await rig.Logs.Metering.Look(LogsRig.Ct);
        Assert.Single(told);
        await rig.Put("ERROR");
        refusal = CloudWatchErrors.InvalidParameterValueException("never");
        await Minute();
        refusal = null;
        await Minute();
        Assert.Single(told);
    }

    [Theory]
    [InlineData("ERROR", "$.latency", null, null, "metricValue")]
    [InlineData("{ $.a = 1 }", "$latency", null, null, "metricValue")]
    [InlineData("[a, b]", "$c", null, null, "metricValue")]
    [InlineData("ERROR", "many", null, null, "metricValue")]
    [InlineData("ERROR", "1", null, "$.a", "does not support dimensions")]
    [InlineData("{ $.a = 1 }", "1", 0.0, "$.a", "mutually exclusive")]
    [InlineData("{ $.a = 1 }", "1", null, "a", "dimension")]
    [InlineData("Status:", "1", null, null, "Status:")]
    [InlineData("{ $.a = 1 }", "$.b[0]", null, "$.c", null)]
    [InlineData("[a, b]", "$b", null, "$2", null)]
    public async Task A_metric_says_what_its_pattern_knows(
        string pattern, string value, double? usual, string? dimension, string? says)
    {
        await rig.Made();
        var put = () => rig.Meter(pattern, metric =>
        {
            (metric.MetricValue, metric.DefaultValue) = (value, usual);
            metric.Dimensions = dimension is null ? null : new() { ["D"] = dimension };
        });
        if (says is null)
        {
            await put();
        }
        else
        {
            await LogsRig.Refused("InvalidParameterException", put, says);
        }
    }

    [Fact]
    public async Task Filters_are_described_replaced_and_deleted()
    {
        await rig.Made();
        await rig.Made("other");
        await rig.Meter("ERROR", name: "b");
        await rig.Meter("WARN", metric => metric.MetricName = "Warnings", "a");
        await rig.Meter("FATAL", name: "b");
        Assert.Equal(["a WARN", "b FATAL"], await Describe(new() { LogGroupName = LogsRig.Group }));
        Assert.Equal(["b FATAL"], await Describe(new() { MetricName = "Errors", MetricNamespace = "App" }));
        Assert.Equal(["a WARN"], await Describe(new() { FilterNamePrefix = "a" }));
        Assert.Equal(2, (await rig.Groups())[0].MetricFilterCount);
        await LogsRig.Refused("InvalidParameterException", () => Describe(new() { MetricName = "Errors" }));
        rig.Reopen();
        await Delete("b");
        Assert.Equal(["a WARN"], await Describe(new()));
        await LogsRig.Refused("ResourceNotFoundException", () => Delete("b"));

        async Task Delete(string name) => await rig.Logs.DeleteMetricFilter(
            rig.Call("DeleteMetricFilter"), new() { LogGroupName = LogsRig.Group, FilterName = name }, LogsRig.Ct);
        async Task<List<string>> Describe(DescribeMetricFiltersRequest request) =>
            (await rig.Logs.DescribeMetricFilters(rig.Call("DescribeMetricFilters"), request, LogsRig.Ct))
            .MetricFilters!.ConvertAll((LogsMetricFilter each) => $"{each.FilterName} {each.FilterPattern}");
    }

    [Fact]
    public async Task A_group_has_so_many_filters_and_five_with_regular_expressions()
    {
        await rig.Made();
        for (var i = 0; i < 5; i++)
        {
            await rig.Meter("%x+%", name: $"r{i}");
        }

        await LogsRig.Refused("LimitExceededException", () => rig.Meter("%x+%", name: "r5"));
        await rig.Meter("%y+%", name: "r4");
        for (var i = 5; i < 100; i++)
        {
            await rig.Meter("x", name: $"r{i}");
        }

        await LogsRig.Refused("LimitExceededException", () => rig.Meter("x", name: "r100"));
    }

    [Fact]
    public async Task A_filter_is_tested_before_it_is_put()
    {
        var tested = await rig.Logs.TestMetricFilter(
            rig.Call("TestMetricFilter"),
            new() { FilterPattern = "[..., size > 10]", LogEventMessages = ["a 5", "b 20", "c"] },
            LogsRig.Ct);
        var match = Assert.Single(tested.Matches!);
        Assert.Equal((2L, "b 20"), (match.EventNumber!.Value, match.EventMessage));
        Assert.Equal(new Dictionary<string, string> { ["$1"] = "b", ["$size"] = "20" }, match.ExtractedValues!);
        tested = await rig.Logs.TestMetricFilter(
            rig.Call("TestMetricFilter"), new() { FilterPattern = "x", LogEventMessages = ["y"] }, LogsRig.Ct);
        Assert.Empty(tested.Matches!);
        tested = await rig.Logs.TestMetricFilter(
            rig.Call("TestMetricFilter"),
            new()
            {
                FilterPattern = "{ ($.code = 4* || $.code = 5*) && $.at['x.y'] = a && $.user NOT EXISTS }",
                LogEventMessages = ["""{"code":404,"at":{"x.y":"a"},"more":1}"""],
            },
            LogsRig.Ct);
        Assert.Equal(
            new Dictionary<string, string> { ["$.code"] = "404", ["$.at['x.y']"] = "a" },
            Assert.Single(tested.Matches!).ExtractedValues!);
        tested = await rig.Logs.TestMetricFilter(
            rig.Call("TestMetricFilter"),
            new() { FilterPattern = "{ $.a = 1 }", LogEventMessages = ["y"] },
            LogsRig.Ct);
        Assert.Empty(tested.Matches!);
    }

    private async Task Minute()
    {
        rig.Now += TimeSpan.FromMinutes(1);
        await rig.Logs.Metering.Look(LogsRig.Ct);
    }

    private Wire.Shapes.IStructure? Hear(Wire.Shapes.IStructure input)
    {
        if (refusal is { } error)
        {
            throw error;
        }

        var put = (PutMetricDataInput)input;
        told.AddRange(put.MetricData!.Select(datum => string.Join(' ', [
            put.Namespace,
            datum.MetricName,
            .. (datum.Dimensions ?? []).Select(each => $"{each.Name}={each.Value}"),
            datum.Timestamp!.Value.ToString("HH:mm", CultureInfo.InvariantCulture),
            .. datum.Values!.Zip(datum.Counts!, (value, count) =>
                string.Create(CultureInfo.InvariantCulture, $"{value}x{count}")),
            datum.Unit!])));
        return null;
    }
}
