using Faultline.Api.CloudWatch;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// CloudWatch, called as Auto Scaling in its role in an account. Faults meet its calls as they meet everybody's.
/// </summary>
internal sealed class Calls(InnerCalls calls, CloudWatchApi cloudWatch)
{
    private const string Service = "autoscaling.amazonaws.com";
    private const string Role = "AWSServiceRoleForAutoScaling/AutoScaling";

    public ValueTask<DescribeAlarmsOutput> DescribeAlarms(
        string account, DescribeAlarmsInput request, CancellationToken ct) =>
        calls.Ask(As(account), cloudWatch.DescribeAlarms, request, ct);

    public ValueTask<GetMetricDataOutput> GetMetricData(
        string account, GetMetricDataInput request, CancellationToken ct) =>
        calls.Ask(As(account), cloudWatch.GetMetricData, request, ct);

    public ValueTask PutMetricAlarm(string account, PutMetricAlarmInput request, CancellationToken ct) =>
        calls.Ask(As(account), cloudWatch.PutMetricAlarm, request, ct);

    public ValueTask DeleteAlarms(string account, DeleteAlarmsInput request, CancellationToken ct) =>
        calls.Ask(As(account), cloudWatch.DeleteAlarms, request, ct);

    private static Principal As(string account) => Principal.OfService(account, Service, Role);
}
