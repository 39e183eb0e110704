using System.Collections.Immutable;
using Faultline.Api.ClassicElb;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>
/// EC2, load balancing and CloudWatch, called as Auto Scaling in its role in an account. Faults meet its calls as they
/// meet everybody's: a frozen control plane launches nothing.
/// </summary>
internal sealed class Cloud(
    string region,
    Node node,
    Surroundings around,
    Ec2Api ec2,
    ElbApi elb,
    ClassicElbApi classic,
    CloudWatchApi? cloudWatch)
{
    /// <summary>So many alarms are named in a call (DescribeAlarms, CloudWatch API reference).</summary>
    private const int NamedMax = 100;

    private const string Service = "autoscaling.amazonaws.com";
    private const string Role = "AWSServiceRoleForAutoScaling/AutoScaling";

    private readonly InnerCalls calls = new(region, node, around);

    public async ValueTask<T> Ec2<T>(string account, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure => (T)(await Ask(ec2, account, operation, request, ct))!;

    public async ValueTask<T> Elb<T>(string account, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure => (T)(await Ask(elb, account, operation, request, ct))!;

    public async ValueTask<T> Classic<T>(string account, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure => (T)(await Ask(classic, account, operation, request, ct))!;

    /// <summary>Calls an operation of EC2 that answers nothing.</summary>
    public async ValueTask TellEc2(string account, string operation, IStructure request, CancellationToken ct) =>
        await Ask(ec2, account, operation, request, ct);

    /// <summary>
    /// Those of some alarms that are there, and in a state where one is said; none without CloudWatch.
    /// </summary>
    public async ValueTask<ImmutableHashSet<string>> Alarms(
        string account, IEnumerable<string> names, string? state, CancellationToken ct)
    {
        var found = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var some in cloudWatch is null ? [] : names.Chunk(NamedMax))
        {
            var shown = (DescribeAlarmsOutput)(await Ask(
                cloudWatch!,
                account,
                "DescribeAlarms",
                new DescribeAlarmsInput
                {
                    AlarmNames = [.. some],
                    AlarmTypes = [AlarmType.MetricAlarm, AlarmType.CompositeAlarm],
                    StateValue = state,
                    MaxRecords = NamedMax,
                },
                ct))!;
            found.UnionWith((shown.MetricAlarms ?? []).Select(alarm => alarm.AlarmName!));
            found.UnionWith((shown.CompositeAlarms ?? []).Select(alarm => alarm.AlarmName!));
        }

        return found.ToImmutable();
    }

    private ValueTask<IStructure?> Ask(
        Wire.Api api, string account, string operation, IStructure request, CancellationToken ct) =>
        calls.Ask(Principal.OfService(account, Service, Role), api, operation, request, ct);
}
