// CloudWatch through the AWS SDK for JavaScript: every operation that is built.
import {
  DeleteAlarmMuteRuleCommand, DeleteAlarmsCommand, DeleteDashboardsCommand, DescribeAlarmHistoryCommand, DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand, DisableAlarmActionsCommand, EnableAlarmActionsCommand, GetAlarmMuteRuleCommand, GetDashboardCommand,
  GetMetricDataCommand, GetMetricStatisticsCommand, ListAlarmMuteRulesCommand, ListDashboardsCommand, ListMetricsCommand,
  ListTagsForResourceCommand, PutAlarmMuteRuleCommand, PutAnomalyDetectorCommand, PutCompositeAlarmCommand, PutDashboardCommand,
  PutMetricAlarmCommand, PutMetricDataCommand, SetAlarmStateCommand, TagResourceCommand, UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { assert, cloudwatch, fails, run, unique } from "./client.mjs";

const client = cloudwatch();
const send = (Command, input) => client.send(new Command(input));
const Namespace = unique("App");
const name = unique("high");
const now = Date.now();
const range = { StartTime: new Date(now - 600_000), EndTime: new Date(now + 60_000) };
const alarm = {
  AlarmName: name, Namespace, MetricName: "load", Statistic: "Average", Period: 60, EvaluationPeriods: 1, Threshold: 70,
  ComparisonOperator: "GreaterThanThreshold", AlarmActions: ["arn:aws:sns:us-east-1:000000000000:pager"],
};
let arn;

await run({
  async "data are put in every form and come back as statistics"() {
    const Dimensions = [{ Name: "Host", Value: "i-1" }];
    await send(PutMetricDataCommand, {
      Namespace,
      MetricData: [
        { MetricName: "load", Value: 90, Unit: "Percent", Timestamp: new Date(now - 120_000) },
        { MetricName: "latency", Values: [1, 2, 3], Counts: [1, 1, 98], Dimensions, StorageResolution: 1 },
        { MetricName: "latency", StatisticValues: { SampleCount: 1, Sum: 3, Minimum: 3, Maximum: 3 }, Dimensions },
      ],
    });
    const sums = await send(GetMetricStatisticsCommand, {
      Namespace, MetricName: "latency", Dimensions, Period: 3600, Statistics: ["Sum", "SampleCount"], ...range,
    });
    assert.equal(sums.Datapoints[0].Sum, 300);
    assert.equal(sums.Datapoints[0].SampleCount, 101);
    const shares = await send(GetMetricStatisticsCommand, {
      Namespace, MetricName: "latency", Dimensions, Period: 3600, ExtendedStatistics: ["p1", "p50"], ...range,
    });
    assert.equal(shares.Datapoints[0].ExtendedStatistics.p50, 3);
    const { Metrics } = await send(ListMetricsCommand, { Namespace, RecentlyActive: "PT3H" });
    assert.deepEqual(Metrics.map((metric) => metric.MetricName).sort(), ["latency", "load"]);
    await fails(send(PutMetricDataCommand, { Namespace: "AWS/EC2", MetricData: [{ MetricName: "m", Value: 1 }] }),
      "InvalidParameterValueException", 400);
  },

  async "queries work expressions out"() {
    const { MetricDataResults } = await send(GetMetricDataCommand, {
      ...range,
      MetricDataQueries: [
        { Id: "m1", MetricStat: { Metric: { Namespace, MetricName: "load" }, Period: 60, Stat: "Average" }, ReturnData: false },
        { Id: "e1", Expression: "m1 / 2", Label: "half ${LAST}" },
      ],
    });
    assert.deepEqual(MetricDataResults.map((result) => [result.Id, result.Label, result.Values]), [["e1", "half 45", [45]]]);
    await fails(send(GetMetricDataCommand, { ...range, MetricDataQueries: [{ Id: "e1", Expression: "m1 +" }] }),
      "ValidationException", 400);
  },

  async "an alarm is put, goes off, and history shows it"() {
    await send(PutMetricAlarmCommand, alarm);
    const described = async () => (await send(DescribeAlarmsCommand, { AlarmNames: [name] })).MetricAlarms[0];
    arn = (await described()).AlarmArn;
    assert.equal(arn, `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`);
    await send(SetAlarmStateCommand, { AlarmName: name, StateValue: "ALARM", StateReason: "test" });
    const found = await send(DescribeAlarmsForMetricCommand, { Namespace, MetricName: "load" });
    assert.equal(found.MetricAlarms[0].AlarmName, name);
    let items = [];
    for (let tries = 0; tries < 300 && !items.some((item) => item.HistoryItemType === "Action"); tries++) {
      items = (await send(DescribeAlarmHistoryCommand, { AlarmName: name })).AlarmHistoryItems;
    }
    assert.ok(items.some((item) => item.HistorySummary.startsWith("Failed to execute action")));
    assert.ok(items.some((item) => item.HistorySummary.endsWith("to ALARM")));
    await send(DisableAlarmActionsCommand, { AlarmNames: [name] });
    assert.equal((await described()).ActionsEnabled, false);
    await send(EnableAlarmActionsCommand, { AlarmNames: [name] });
    await fails(send(SetAlarmStateCommand, { AlarmName: "none", StateValue: "OK", StateReason: "x" }), "ResourceNotFound", 400);
  },

  async "a composite alarm is over others"() {
    await send(PutCompositeAlarmCommand, { AlarmName: `${name}-top`, AlarmRule: `ALARM(${name})` });
    const { CompositeAlarms } = await send(DescribeAlarmsCommand, { AlarmTypes: ["CompositeAlarm"] });
    assert.equal(CompositeAlarms[0].AlarmName, `${name}-top`);
    await fails(send(DeleteAlarmsCommand, { AlarmNames: [name] }), "ValidationException", 400);
  },

  async "a rule mutes an alarm, and its end lets what lasts be done"() {
    const Name = unique("rule");
    const actions = async () => (await send(DescribeAlarmHistoryCommand, { AlarmName: name, HistoryItemType: "Action" }))
      .AlarmHistoryItems.length;
    await send(PutAlarmMuteRuleCommand, {
      Name, Rule: { Schedule: { Expression: "cron(* * * * *)", Duration: "PT1H", Timezone: "Europe/London" } },
      MuteTargets: { AlarmNames: [name] }, ExpireDate: new Date(now + 86_400_000),
    });
    const rule = await send(GetAlarmMuteRuleCommand, { AlarmMuteRuleName: Name });
    assert.equal(rule.AlarmMuteRuleArn, `arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:${Name}`);
    assert.deepEqual([rule.Status, rule.MuteType, rule.Rule.Schedule.Duration], ["ACTIVE", "RECURRING", "PT1H"]);
    const { AlarmMuteRuleSummaries } = await send(ListAlarmMuteRulesCommand, { AlarmName: name, Statuses: ["ACTIVE"] });
    assert.equal(AlarmMuteRuleSummaries[0].AlarmMuteRuleArn, rule.AlarmMuteRuleArn);
    const before = await actions();
    await send(SetAlarmStateCommand, { AlarmName: name, StateValue: "OK", StateReason: "test" });
    await send(SetAlarmStateCommand, { AlarmName: name, StateValue: "ALARM", StateReason: "test" });
    await send(DeleteAlarmMuteRuleCommand, { AlarmMuteRuleName: Name });
    for (let tries = 0; tries < 300 && await actions() === before; tries++);
    assert.equal(await actions(), before + 1);
    await fails(send(GetAlarmMuteRuleCommand, { AlarmMuteRuleName: Name }), "ResourceNotFoundException", 400);
    await fails(send(PutAlarmMuteRuleCommand, { Name, Rule: { Schedule: { Expression: "rate(1 day)", Duration: "PT1H" } } }),
      "ValidationException", 400);
  },

  async "alarms are tagged"() {
    await send(TagResourceCommand, { ResourceARN: arn, Tags: [{ Key: "team", Value: "a" }, { Key: "stage", Value: "b" }] });
    await send(UntagResourceCommand, { ResourceARN: arn, TagKeys: ["team"] });
    assert.deepEqual((await send(ListTagsForResourceCommand, { ResourceARN: arn })).Tags, [{ Key: "stage", Value: "b" }]);
  },

  async "dashboards are kept"() {
    const DashboardName = unique("ops");
    const DashboardBody = JSON.stringify({ widgets: [{ type: "text", properties: { markdown: "hi" } }] });
    await send(PutDashboardCommand, { DashboardName, DashboardBody });
    assert.equal((await send(GetDashboardCommand, { DashboardName })).DashboardBody, DashboardBody);
    assert.equal((await send(ListDashboardsCommand, { DashboardNamePrefix: DashboardName })).DashboardEntries.length, 1);
    const refused = await fails(send(PutDashboardCommand, { DashboardName, DashboardBody: "no" }), "DashboardInvalidInputError", 400);
    assert.equal(refused.dashboardValidationMessages.length, 1);
    await send(DeleteDashboardsCommand, { DashboardNames: [DashboardName] });
    await fails(send(GetDashboardCommand, { DashboardName }), "ResourceNotFound", 400);
  },

  async "what is not here is refused by name"() {
    await fails(send(PutAnomalyDetectorCommand, { Namespace, MetricName: "load", Stat: "Average" }), "NotImplemented", 501);
  },

  async "alarms are deleted"() {
    await send(DeleteAlarmsCommand, { AlarmNames: [name, `${name}-top`] });
    assert.deepEqual((await send(DescribeAlarmsCommand, { AlarmNames: [name] })).MetricAlarms ?? [], []);
  },
});
