using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>What is so for every account: quotas, and the names of things.</summary>
internal sealed partial class AutoScaling
{
    private static readonly string[] metrics =
    [
        "GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity", "GroupInServiceInstances", "GroupPendingInstances",
        "GroupStandbyInstances", "GroupTerminatingInstances", "GroupTotalInstances", "GroupInServiceCapacity",
        "GroupPendingCapacity", "GroupStandbyCapacity", "GroupTerminatingCapacity", "GroupTotalCapacity",
        "WarmPoolDesiredCapacity", "WarmPoolWarmedCapacity", "WarmPoolPendingCapacity", "WarmPoolTerminatingCapacity",
        "WarmPoolTotalCapacity", "GroupAndWarmPoolDesiredCapacity", "GroupAndWarmPoolTotalCapacity",
    ];

    private static readonly string[] notificationTypes =
    [
        "autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
        "autoscaling:EC2_INSTANCE_TERMINATE", "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
        "autoscaling:TEST_NOTIFICATION",
    ];

    public override async ValueTask<DescribeAccountLimitsAnswer> DescribeAccountLimits(
        Call call, DescribeAccountLimitsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var shown = new DescribeAccountLimitsAnswer
        {
            MaxNumberOfAutoScalingGroups = Limits.GroupsMax,
            MaxNumberOfLaunchConfigurations = Limits.LaunchConfigurationsMax,
            NumberOfAutoScalingGroups = held.State.Groups.Of(call.Account).Count(),
            NumberOfLaunchConfigurations = held.State.LaunchConfigurations.Of(call.Account).Count(),
        };
        await held.Keep();
        return shown;
    }

    public override ValueTask<DescribeAdjustmentTypesAnswer> DescribeAdjustmentTypes(
        Call call, DescribeAdjustmentTypesRequest request, CancellationToken ct) => new(
        new DescribeAdjustmentTypesAnswer
        {
            AdjustmentTypes =
            [
                new() { AdjustmentTypeValue = "ChangeInCapacity" },
                new() { AdjustmentTypeValue = "ExactCapacity" },
                new() { AdjustmentTypeValue = "PercentChangeInCapacity" },
            ],
        });

    public override ValueTask<DescribeAutoScalingNotificationTypesAnswer> DescribeAutoScalingNotificationTypes(
        Call call, DescribeAutoScalingNotificationTypesRequest request, CancellationToken ct) =>
        new(new DescribeAutoScalingNotificationTypesAnswer { AutoScalingNotificationTypes = [.. notificationTypes] });

    public override ValueTask<DescribeLifecycleHookTypesAnswer> DescribeLifecycleHookTypes(
        Call call, DescribeLifecycleHookTypesRequest request, CancellationToken ct) =>
        new(new DescribeLifecycleHookTypesAnswer { LifecycleHookTypes = [.. HookRules.Transitions] });

    public override ValueTask<DescribeMetricCollectionTypesAnswer> DescribeMetricCollectionTypes(
        Call call, DescribeMetricCollectionTypesRequest request, CancellationToken ct) => new(
        new DescribeMetricCollectionTypesAnswer
        {
            Metrics = [.. metrics.Select(metric => new MetricCollectionType { Metric = metric })],
            Granularities = [new() { Granularity = Granularity }],
        });

    public override ValueTask<ProcessesType> DescribeScalingProcessTypes(
        Call call, DescribeScalingProcessTypesRequest request, CancellationToken ct) => new(
        new ProcessesType { Processes = [.. Processes.All.Select(name => new ProcessType { ProcessName = name })] });

    public override ValueTask<DescribeTerminationPolicyTypesAnswer> DescribeTerminationPolicyTypes(
        Call call, DescribeTerminationPolicyTypesRequest request, CancellationToken ct) =>
        new(new DescribeTerminationPolicyTypesAnswer { TerminationPolicyTypes = [.. Victims.All] });
}
