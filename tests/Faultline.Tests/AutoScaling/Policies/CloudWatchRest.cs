using Faultline.Api.CloudWatch;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>What Auto Scaling never asks of CloudWatch.</summary>
internal abstract class CloudWatchRest : CloudWatchApi
{
    public override ValueTask DeleteAlarmMuteRule(
        Call call, DeleteAlarmMuteRuleInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<GetAlarmMuteRuleOutput> GetAlarmMuteRule(
        Call call, GetAlarmMuteRuleInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<ListAlarmMuteRulesOutput> ListAlarmMuteRules(
        Call call, ListAlarmMuteRulesInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask PutAlarmMuteRule(
        Call call, PutAlarmMuteRuleInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<DeleteDashboardsOutput> DeleteDashboards(
        Call call, DeleteDashboardsInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<DescribeAlarmHistoryOutput> DescribeAlarmHistory(
        Call call, DescribeAlarmHistoryInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<DescribeAlarmsForMetricOutput> DescribeAlarmsForMetric(
        Call call, DescribeAlarmsForMetricInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask DisableAlarmActions(
        Call call, DisableAlarmActionsInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask EnableAlarmActions(
        Call call, EnableAlarmActionsInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<GetDashboardOutput> GetDashboard(
        Call call, GetDashboardInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<GetMetricStatisticsOutput> GetMetricStatistics(
        Call call, GetMetricStatisticsInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<ListDashboardsOutput> ListDashboards(
        Call call, ListDashboardsInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<ListMetricsOutput> ListMetrics(
        Call call, ListMetricsInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<ListTagsForResourceOutput> ListTagsForResource(
        Call call, ListTagsForResourceInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask PutCompositeAlarm(
        Call call, PutCompositeAlarmInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<PutDashboardOutput> PutDashboard(
        Call call, PutDashboardInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask PutMetricData(
        Call call, PutMetricDataInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask SetAlarmState(
        Call call, SetAlarmStateInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<TagResourceOutput> TagResource(
        Call call, TagResourceInput request, CancellationToken ct) => throw new NotSupportedException();

    public override ValueTask<UntagResourceOutput> UntagResource(
        Call call, UntagResourceInput request, CancellationToken ct) => throw new NotSupportedException();
}
