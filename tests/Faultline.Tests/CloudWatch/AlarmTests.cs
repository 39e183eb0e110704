using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.CloudWatch;

/// <summary>Alarms on metrics: their states, their history, and what is done for them.</summary>
public sealed class AlarmTests
{
    private readonly WatchRig rig = new() { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    [Fact]
    public async Task An_alarm_goes_off_and_is_over_and_history_says_why()
    {
        await rig.Alarm();
        Assert.Equal("Unchecked: Initial alarm creation", (await rig.Look()).StateReason);
        await rig.Load(99);
        await rig.After(60);
        var alarm = await rig.Look();
        Assert.Equal("ALARM", alarm.StateValue);
        Assert.Equal(
            "Threshold Crossed: 1 out of the last 1 datapoints [99.0 (02/01/26 03:04:00)] was greater than the "
            + "threshold (70.0) (minimum 1 datapoint for OK -> ALARM transition).",
            alarm.StateReason);
        var data = JsonNode.Parse(alarm.StateReasonData!)!;
        Assert.Equal("[99.0]", data["recentDatapoints"]!.ToJsonString());
        Assert.Equal("2026-01-02T03:04:00.000+0000", (string?)data["startDate"]);
        Assert.Equal(99, (double)data["evaluatedDatapoints"]![0]!["value"]!);
        await rig.Load(1);
        await rig.After(60);
        Assert.Equal("OK", (await rig.Look()).StateValue);
        await rig.After(600);
        Assert.Equal("INSUFFICIENT_DATA", (await rig.Look()).StateValue);
        Assert.Equal(
            [
                "Alarm \"high\" created",
                "Alarm updated from INSUFFICIENT_DATA to ALARM",
                "Alarm updated from ALARM to OK",
                "Alarm updated from OK to INSUFFICIENT_DATA",
            ],
            (await rig.History()).Select(item => item.HistorySummary!));
        var second = JsonNode.Parse((await rig.History())[2].HistoryData!)!;
        Assert.Equal("ALARM", (string?)second["oldState"]!["stateValue"]);
        Assert.Equal(70, (double)second["newState"]!["stateReasonData"]!["threshold"]!);
    }

    /// <summary>As notifications of AWS have it for alarms over many periods, as those that track a target.</summary>
    [Fact]
    public async Task Of_many_data_points_the_newest_five_are_said()
    {
        await rig.Alarm(with: alarm => alarm.EvaluationPeriods = 6);
        for (var minute = 6; minute > 0; minute--)
        {
            await rig.Load(80 + minute, ago: minute * 60);
        }

        await rig.After(0);
        Assert.Equal(
            "Threshold Crossed: 6 out of the last 6 datapoints were greater than the threshold (70.0). The most recent "
            + "datapoints which crossed the threshold: [81.0 (02/01/26 03:03:00), 82.0 (02/01/26 03:02:00), 83.0 "
            + "(02/01/26 03:01:00), 84.0 (02/01/26 03:00:00), 85.0 (02/01/26 02:59:00)] (minimum 6 datapoints for OK "
            + "-> ALARM transition).",
            (await rig.Look()).StateReason);
    }

    [Fact]
    public async Task Where_what_is_missing_decides_it_is_said()
    {
        await rig.Alarm(with: alarm =>
            (alarm.EvaluationPeriods, alarm.DatapointsToAlarm, alarm.TreatMissingData) = (3, 2, "breaching"));
        await rig.Load(1, ago: 180);
        await rig.After(0);
        Assert.Equal(
            "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as "
            + "[Breaching].",
            (await rig.Look()).StateReason);
    }

    [Fact]
    public async Task A_new_alarm_looks_at_what_came_before_it()
    {
        await rig.Load(99, ago: 60);
        await rig.Alarm();
        await rig.After(0);
        Assert.Equal("ALARM", (await rig.Look()).StateValue);
    }

    /// <summary>Data of a minute may come a moment after it; once it was judged it waits for the next one.</summary>
    [Fact]
    public async Task A_minute_is_judged_three_seconds_after_it_is_over()
    {
        await rig.Alarm();
        Assert.Equal(new(2026, 1, 2, 3, 5, 3, TimeSpan.Zero), await rig.After(0));
        await rig.After(57);
        await rig.Load(99, ago: 3);
        Assert.Equal(rig.Now.AddSeconds(1), await rig.After(0));
        Assert.Equal("Unchecked: Initial alarm creation", (await rig.Look()).StateReason);
        Assert.Equal(rig.Now.AddSeconds(61), await rig.After(1));
        Assert.Equal("ALARM", (await rig.Look()).StateValue);
        await rig.Load(1, ago: 4);
        await rig.After(50);
        Assert.Equal("ALARM", (await rig.Look()).StateValue);
    }

    [Fact]
    public async Task A_long_period_slides_by_the_minute()
    {
        await rig.Alarm(with: alarm => (alarm.Period, alarm.Statistic, alarm.Threshold) = (300, "Sum", 2.5));
        await rig.After(0);
        for (var minute = 0; minute < 3; minute++)
        {
            await rig.Load(1);
            await rig.After(60);
            Assert.Equal(minute == 2 ? "ALARM" : "OK", (await rig.Look()).StateValue);
        }
    }

    [Fact]
    public async Task A_quick_alarm_is_judged_every_ten_seconds()
    {
        await rig.Alarm(with: alarm => alarm.Period = 10);
        var again = await rig.After(0);
        Assert.Equal(rig.Now.AddSeconds(8), again);
        await rig.Put(new MetricDatum { MetricName = "load", Value = 99, StorageResolution = 1, Timestamp = rig.Now });
        await rig.After(8);
        Assert.Equal("ALARM", (await rig.Look()).StateValue);
    }

    [Fact]
    public async Task An_alarm_on_an_expression_is_judged_by_it()
    {
        await rig.Alarm(with: alarm => OnMath(alarm, Hidden("hits"), WatchRig.Math("e1", "hits / 2")));
        await rig.Put(WatchRig.Datum("hits", 150));
        await rig.After(60);
        var alarm = await rig.Look();
        Assert.Equal(("ALARM", 2), (alarm.StateValue, alarm.Metrics!.Count));
        Assert.Contains("[75.0 ", alarm.StateReason, StringComparison.Ordinal);
    }

    /// <summary>It would never be judged, and nobody would know why.</summary>
    [Theory]
    [InlineData("hits / 2", null)]
    [InlineData("MAX(REMOVE_EMPTY(METRICS()))", null)]
    [InlineData("FIRST(SORT([hits], SUM, DESC))", null)]
    [InlineData("HITS(hits)", "Error in expression 'e1': Unsupported function 'HITS'")]
    [InlineData("e1 + hits", "Error in expression 'e1': The expression 'e1' depends on itself")]
    [InlineData("[hits, hits]", "Error in expression 'e1': An alarm can watch only one time series")]
    [InlineData("2 * 2", "Error in expression 'e1': The result must be a time series")]
    [InlineData("FILL(hits, LAST)", "Error in expression 'e1': FILL takes a scalar")]
    public async Task An_expression_that_comes_to_no_series_is_refused(string expression, string? says)
    {
        var refused = await Record.ExceptionAsync(() => rig.Alarm(
            with: alarm => OnMath(alarm, Hidden("hits"), WatchRig.Math("e1", expression))));
        Assert.Equal(says is null, refused is null);
        Assert.StartsWith(says ?? "", refused?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Actions_are_done_once_and_scaling_goes_on_every_minute()
    {
        await rig.Alarm(with: alarm => alarm.AlarmActions = [WatchRig.Policy, WatchRig.Topic]);
        await rig.Load(99);
        await rig.After(60);
        var action = Assert.Single(rig.Scaled);
        Assert.Equal(("high", "ALARM", "INSUFFICIENT_DATA"), (action.Alarm, action.State, action.Before));
        Assert.Equal((99d, 70d), (action.Value, action.Threshold));
        Assert.Equal(
            [$"Successfully executed action {WatchRig.Policy}", $"Failed to execute action {WatchRig.Topic}"],
            (await rig.History(type: "Action")).Select(item => item.HistorySummary!));
        await rig.After(0);
        Assert.Single(rig.Scaled);
        await rig.After(60);
        Assert.Equal(["INSUFFICIENT_DATA", "ALARM"], rig.Scaled.Select(each => each.Before));
        Assert.Equal(2, (await rig.History(type: "Action")).Count);
    }

    [Fact]
    public async Task An_action_that_fails_is_in_history_with_its_reason()
    {
        rig.Says = "no capacity";
        await rig.Alarm(with: alarm => alarm.AlarmActions = [WatchRig.Policy]);
        await rig.Set("high", "ALARM");
        await rig.After(0);
        var data = JsonNode.Parse((await rig.History(type: "Action"))[0].HistoryData!)!;
        Assert.Equal(("Failed", "no capacity"), ((string?)data["actionState"], (string?)data["error"]));
    }

    [Fact]
    public async Task What_is_due_is_done_though_the_server_ends()
    {
        await rig.Alarm(with: alarm => (alarm.AlarmActions, alarm.OKActions) = ([WatchRig.Policy], [WatchRig.Policy]));
        await rig.Set("high", "ALARM");
        await rig.Set("high", "OK");
        rig.Reopen();
        await rig.After(0);
        Assert.Equal(["ALARM", "OK"], rig.Scaled.Take(2).Select(each => each.State));
    }

    [Theory]
    [InlineData("arn:aws:automate:us-east-1:ec2:stop", "stopping")]
    [InlineData("arn:aws:automate:us-east-1:ec2:terminate", "shutting-down")]
    [InlineData("arn:aws:swf:us-east-1:111122223333:action/actions/AWS_EC2.InstanceId.Stop/1.0", "stopping")]
    [InlineData("arn:aws:automate:us-east-1:ec2:reboot", "running")]
    [InlineData("arn:aws:automate:us-east-1:ec2:recover", null)]
    public async Task Instances_are_stopped_ended_and_rebooted(string action, string? state)
    {
        var machine = await rig.Ec2.Machine();
        await rig.Ec2.Enter(machine, "running");
        await rig.Alarm(with: alarm =>
        {
            alarm.AlarmActions = [action];
            alarm.Dimensions = [new() { Name = "InstanceId", Value = machine }];
        });
        await rig.Set("high", "ALARM");
        await rig.After(0);
        var item = Assert.Single(await rig.History(type: "Action"));
        Assert.StartsWith(
            state is null ? "Failed to execute" : "Successfully executed",
            item.HistorySummary,
            StringComparison.Ordinal);
        using var held = await rig.Ec2.Ec2.Book.Take(WatchRig.Ct);
        Assert.Equal(state ?? "running", held.State.Machines.Find(machine)!.State);
    }

    [Fact]
    public async Task Actions_can_be_switched_off()
    {
        await rig.Alarm(with: alarm => alarm.AlarmActions = [WatchRig.Policy]);
        await rig.Watch.DisableAlarmActions(
            rig.Call("DisableAlarmActions"), new() { AlarmNames = ["high", "none"] }, WatchRig.Ct);
        await rig.Set("high", "ALARM");
        await rig.After(0);
        Assert.Empty(rig.Scaled);
        Assert.False((await rig.Look()).ActionsEnabled);
        await rig.Watch.EnableAlarmActions(
            rig.Call("EnableAlarmActions"), new() { AlarmNames = ["high"] }, WatchRig.Ct);
        await rig.Set("high", "OK");
        await rig.Set("high", "ALARM");
        await rig.After(0);
        Assert.Single(rig.Scaled);
    }

    [Fact]
    public async Task What_is_put_anew_keeps_its_state_and_tags()
    {
        await rig.Alarm(with: alarm => alarm.Tags = [new() { Key = "team", Value = "a" }]);
        await rig.Set("high", "ALARM");
        await rig.Alarm(with: alarm => (alarm.Threshold, alarm.Tags) = (5, [new() { Key = "team", Value = "b" }]));
        var alarm = await rig.Look();
        Assert.Equal(("ALARM", 5d), (alarm.StateValue, alarm.Threshold));
        var tags = await rig.Watch.ListTagsForResource(
            rig.Call("ListTagsForResource"), new() { ResourceARN = alarm.AlarmArn! }, WatchRig.Ct);
        Assert.Equal("a", Assert.Single(tags.Tags!).Value);
        Assert.Contains("Alarm \"high\" updated", (await rig.History()).Select(item => item.HistorySummary));
    }

    [Fact]
    public async Task Alarms_are_found_by_what_is_asked_for()
    {
        await rig.Alarm("web-1", alarm => alarm.AlarmActions = [WatchRig.Topic]);
        await rig.Alarm("web-2", alarm => (alarm.MetricName, alarm.OKActions) = ("other", [WatchRig.Policy]));
        await rig.Alarm("db");
        await rig.Set("db", "ALARM");
        Assert.Equal("db web-1 web-2", await Names(new()));
        Assert.Equal("web-1 web-2", await Names(new() { AlarmNamePrefix = "web" }));
        Assert.Equal("db", await Names(new() { StateValue = "ALARM" }));
        Assert.Equal("web-1", await Names(new() { ActionPrefix = "arn:aws:sns" }));
        Assert.Equal("web-2", await Names(new() { ActionPrefix = WatchRig.Policy }));
        Assert.Equal("web-1 web-2", await Names(new() { ActionPrefix = "arn:" }));
        var first = await Describe(new() { MaxRecords = 2 });
        Assert.Equal("web-2", await Names(new() { MaxRecords = 2, NextToken = first.NextToken }));
        var on = await rig.Watch.DescribeAlarmsForMetric(
            rig.Call("DescribeAlarmsForMetric"), new() { Namespace = "App", MetricName = "load" }, WatchRig.Ct);
        Assert.Equal(["db", "web-1"], on.MetricAlarms!.Select(alarm => alarm.AlarmName!));
        await rig.Watch.DeleteAlarms(rig.Call("DeleteAlarms"), new() { AlarmNames = ["db", "web-1"] }, WatchRig.Ct);
        await Ec2Rig.Refused("ResourceNotFound", async () => await rig.Watch.DeleteAlarms(
            rig.Call("DeleteAlarms"), new() { AlarmNames = ["web-2", "db"] }, WatchRig.Ct));
        Assert.Equal("web-2", await Names(new()));
        Assert.Equal("Alarm \"db\" deleted", (await rig.History("db"))[^1].HistorySummary);

        async Task<string> Names(DescribeAlarmsInput request) =>
            string.Join(' ', (await Describe(request)).MetricAlarms!.Select(alarm => alarm.AlarmName));
        async Task<DescribeAlarmsOutput> Describe(DescribeAlarmsInput request) =>
            await rig.Watch.DescribeAlarms(rig.Call("DescribeAlarms"), request, WatchRig.Ct);
    }

    [Fact]
    public async Task What_no_alarm_can_be_is_refused()
    {
        await Refused("ValidationError", alarm => alarm.Period = 15);
        await Refused("ValidationError", alarm => alarm.Statistic = null);
        await Refused("ValidationError", alarm => alarm.ExtendedStatistic = "p9");
        await Refused("ValidationError", alarm => alarm.DatapointsToAlarm = 2);
        await Refused("ValidationError", alarm => alarm.TreatMissingData = "maybe");
        await Refused("ValidationError", alarm => alarm.Threshold = null);
        await Refused("ValidationError", alarm => alarm.Threshold = double.NaN);
        await Refused("ValidationError", alarm => alarm.Threshold = double.NegativeInfinity);
        await Refused("ValidationError", alarm => (alarm.Statistic, alarm.ExtendedStatistic) = (null, "Average"));
        await Refused("ValidationError", alarm => (alarm.Statistic, alarm.ExtendedStatistic) = ("p90", null));
        await Refused("ValidationError", alarm => alarm.MetricName = null);
        await Refused("ValidationError", alarm => alarm.EvaluationPeriods = 1441);
        await Refused("ValidationError", alarm => alarm.AlarmActions = ["pager"]);
        await Refused("ValidationError", alarm => alarm.AlarmActions = ["arn:aws:automate:us-east-1:ec2:stop"]);
        await Refused("ValidationError", alarm => alarm.AlarmActions = ["arn:aws:s3:::bucket"]);
        await Refused("ValidationError", alarm => alarm.Metrics = [WatchRig.Query("m1", "load")]);
        await Refused("NotImplemented", alarm => alarm.ThresholdMetricId = "t1");
        await Refused("NotImplemented", alarm => alarm.EvaluationInterval = 60);
        await Refused("ValidationError", alarm => OnMath(alarm, Hidden("hits")));
        await Ec2Rig.Refused("ResourceNotFound", () => rig.Set("none", "OK"));

        Task Refused(string code, Action<PutMetricAlarmInput> with) =>
            Ec2Rig.Refused(code, () => rig.Alarm(with: with));
    }

    [Fact]
    public async Task What_no_alarm_can_be_is_refused_in_words_of_AWS()
    {
        await Says("PutMetricAlarm request should have valid Threshold parameter", alarm => alarm.Threshold = null);
        await Says("DatapointsToAlarm must be less than or equal to", alarm => alarm.DatapointsToAlarm = 2);
        await Says("DatapointsToAlarm must be greater", alarm => alarm.DatapointsToAlarm = 0);
        await Says("Namespace must not contain Non-ASCII characters.", alarm => alarm.Namespace = "Größe");
        await Says(
            "Option evaluateLowSampleCountPercentile can not be applied with statistic Average.",
            alarm => alarm.EvaluateLowSampleCountPercentile = "ignore");
        await Says(
            "The value p101 for parameter ExtendedStatistic is not supported.",
            alarm => (alarm.Statistic, alarm.ExtendedStatistic) = (null, "p101"));
        await Says("Unsupported AWS vendor s3", alarm => alarm.AlarmActions = ["arn:aws:s3:us-east-1:1:bucket"]);
        await Says("Invalid arn syntax: pager", alarm => alarm.AlarmActions = ["pager"]);
        await Says(
            "Invalid region eu-west-1 specified. Only us-east-1 is supported.",
            alarm => alarm.OKActions = ["arn:aws:sns:eu-west-1:111122223333:pager"]);
        await Says("Exactly one element of the metrics list should", alarm => OnMath(alarm, Hidden("a"), Hidden("b")));
        await Says(
            "SEARCH is not supported on Metric Alarms.",
            alarm => OnMath(alarm, WatchRig.Math("s", "SEARCH('App', 'Sum')")));
        await Says(
            "Too many metrics in alarm, maximum is 10",
            alarm => OnMath(
                alarm, [WatchRig.Math("e", "a1"), .. Enumerable.Range(1, 11).Select(each => Hidden($"a{each}"))]));
        await Says(
            "Too many expressions in alarm, maximum is 10",
            alarm => OnMath(
                alarm,
                [WatchRig.Query("a", "a"), .. Enumerable.Range(1, 11).Select(each => Hidden($"e{each}", "a + 1"))]));
        await Says("The parameters MetricDataQuery Expression and MetricStat are mutually exclusive", alarm =>
        {
            var both = WatchRig.Query("a", "a");
            both.Expression = "1 + 1";
            OnMath(alarm, both);
        });

        Task Says(string says, Action<PutMetricAlarmInput> with) =>
            Ec2Rig.Refused("ValidationError", () => rig.Alarm(with: with), says);
    }

    [Fact]
    public async Task A_responder_of_the_whole_world_is_in_every_region() => await rig.Alarm(
        with: alarm => alarm.AlarmActions = ["arn:aws:ssm-incidents::111122223333:responseplan/night"]);

    private static MetricDataQuery Hidden(string id, string? expression = null)
    {
        var query = expression is null ? WatchRig.Query(id, id) : WatchRig.Math(id, expression);
        query.ReturnData = false;
        return query;
    }

    private static void OnMath(PutMetricAlarmInput alarm, params MetricDataQuery[] queries)
    {
        (alarm.Namespace, alarm.MetricName, alarm.Statistic, alarm.Period) = (null, null, null, null);
        alarm.Metrics = [.. queries];
    }
}
