using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Policies;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>What policies may say, and what AWS answers to the rest.</summary>
public sealed class RuleTests
{
    private const string Label = "app/front/1234/targetgroup/web/5678";

    private static Group Web { get; } = new("1 web", "1", new() { AutoScalingGroupName = "web" })
    {
        Sources = [new("arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/5678", "elbv2", "Added")],
    };

    [Theory]
    [InlineData("0..10:1 10..:2", null)]
    [InlineData("..0:-1", null)]
    [InlineData("0..:1", null)]
    [InlineData("-10..0:-1 ..-10:-2 0..10:1 10..:2", null)]
    [InlineData("..:1", "Both lower and upper bounds of a StepAdjustment cannot be left unspecified")]
    [InlineData("10..10:1 10..:2", "LowerBound must be less than the UpperBound for StepAdjustment")]
    [InlineData("0..:1 10..:2", "At most one StepAdjustment may have an unspecified upper bound")]
    [InlineData("..0:-1 ..-10:-2", "At most one StepAdjustment may have an unspecified lower bound")]
    [InlineData("0..10:1 5..:2", "StepAdjustment intervals cannot overlap")]
    [InlineData("0..10:1 20..:2", "StepAdjustment intervals cannot have gaps between them")]
    [InlineData("0..10:1", "There must be a StepAdjustment with an unspecified upper bound (i.e., upper bound is "
        + "null) when one StepAdjustment has a positive upper bound")]
    [InlineData("-10..0:1", "There must be a StepAdjustment with an unspecified lower bound (i.e., lower bound is "
        + "null) when one StepAdjustment has a negative lower bound")]
    public void Steps_cover_their_range_once(string steps, string? refusal) => Same(
        refusal,
        () => StepRules.Check([.. steps.Split(' ').Select(CaseText.Step)]));

    [Fact]
    public void There_are_steps_but_not_too_many()
    {
        Same("You should specify at least one StepAdjustment with a StepScaling policy", () => StepRules.Check([]));
        Same(
            "Your policies can have at most 20 StepAdjustments",
            () => StepRules.Check([.. Enumerable.Repeat(CaseText.Step("0..:1"), 21)]));
    }

    public static TheoryData<string, Action<PutScalingPolicyType>> Simple { get; } = new()
    {
        { "You must specify an AdjustmentType for policy type: SimpleScaling", all => all.AdjustmentType = null },
        { "Scaling increment must be specified for a SimpleScaling policy", all => all.ScalingAdjustment = null },
        { "StepAdjustments is not supported for a SimpleScaling policy", all => all.StepAdjustments = [new()] },
        {
            "MetricAggregationType is not supported for a SimpleScaling policy",
            all => all.MetricAggregationType = "Average"
        },
        {
            "EstimatedInstanceWarmup is not supported for a SimpleScaling policy",
            all => all.EstimatedInstanceWarmup = 60
        },
        {
            "TargetTrackingConfiguration is not supported for a SimpleScaling policy",
            all => all.TargetTrackingConfiguration = new()
        },
        {
            "MinAdjustmentMagnitude is not supported by the specified adjustment type",
            all => all.MinAdjustmentMagnitude = 2
        },
        {
            "If specified, MinAdjustmentMagnitude must be greater than zero",
            all => (all.AdjustmentType, all.MinAdjustmentMagnitude) = ("PercentChangeInCapacity", 0)
        },
        {
            "The lowest value for ScalingAdjustment parameter is 0 with the specified adjustment type",
            all => (all.AdjustmentType, all.ScalingAdjustment) = ("ExactCapacity", -1)
        },
        { "Cooldown must not be negative", all => all.Cooldown = -1 },
        {
            "AdjustmentType must be one of ChangeInCapacity, ExactCapacity, PercentChangeInCapacity, not 'Double'",
            all => all.AdjustmentType = "Double"
        },
        {
            "'Magic' is no policy type: it is one of SimpleScaling, StepScaling, TargetTrackingScaling, "
                + "PredictiveScaling",
            all => all.PolicyType = "Magic"
        },
    };

    [Theory]
    [MemberData(nameof(Simple))]
    public void A_simple_policy_says_what_it_needs_and_nothing_of_others(
        string refusal, Action<PutScalingPolicyType> change)
    {
        var request = Request();
        (request.AdjustmentType, request.ScalingAdjustment) = ("ChangeInCapacity", 1);
        Same(null, () => PolicyRules.Read(request, Web));
        change(request);
        Same(refusal, () => PolicyRules.Read(request, Web));
    }

    public static TheoryData<string, Action<PutScalingPolicyType>> Step { get; } = new()
    {
        { "You must specify an AdjustmentType for policy type: StepScaling", all => all.AdjustmentType = null },
        { "ScalingAdjustment is not supported for a StepScaling policy", all => all.ScalingAdjustment = 1 },
        {
            "You should specify at least one StepAdjustment with a StepScaling policy",
            all => all.StepAdjustments = null
        },
        {
            "The lowest value for ScalingAdjustment parameter is 0 with the specified adjustment type",
            all => (all.AdjustmentType, all.StepAdjustments) = ("ExactCapacity", [CaseText.Step("0..:-1")])
        },
        {
            "MetricAggregationType must be one of Minimum, Maximum, Average, not 'Sum'",
            all => all.MetricAggregationType = "Sum"
        },
    };

    [Theory]
    [MemberData(nameof(Step))]
    public void A_step_policy_says_what_it_needs_and_nothing_of_others(
        string refusal, Action<PutScalingPolicyType> change)
    {
        var request = Request(PolicyTypes.Step);
        (request.AdjustmentType, request.StepAdjustments) = ("ChangeInCapacity", [CaseText.Step("0..:1")]);
        Same(null, () => PolicyRules.Read(request, Web));
        change(request);
        Same(refusal, () => PolicyRules.Read(request, Web));
    }

    public static TheoryData<string, Action<PutScalingPolicyType>> Tracking { get; } = new()
    {
        { "You should provide a TargetTrackingConfiguration", all => all.TargetTrackingConfiguration = null },
        { "StepAdjustments are not supported for a TargetTracking policy", all => all.StepAdjustments = [new()] },
        {
            "Target value must be between 8.51592E-12 and 1.174271E17",
            all => all.TargetTrackingConfiguration!.TargetValue = 0
        },
        {
            "You should provide either a CustomizedMetricSpecification or a PredefinedMetricSpecification",
            all => all.TargetTrackingConfiguration!.PredefinedMetricSpecification = null
        },
        {
            "Resource label should be specified for predefined metric type ALBRequestCountPerTarget",
            all => Predefined(all, MetricType.ALBRequestCountPerTarget, null)
        },
        {
            "Resource label should not be specified for predefined metric type ASGAverageNetworkIn",
            all => Predefined(all, MetricType.ASGAverageNetworkIn, Label)
        },
        {
            "The target group of resource label 'app/front/1234/targetgroup/other/5678' is not attached to the Auto "
                + "Scaling group web",
            all => Predefined(all, MetricType.ALBRequestCountPerTarget, "app/front/1234/targetgroup/other/5678")
        },
        { "A metric period greater than 60 isn't supported", all => Custom(all, new() { Period = 300 }) },
        {
            "Exactly one element of the metrics list should return data",
            all => Metrics(all, new() { Id = "a", Expression = "1" }, new() { Id = "b", Expression = "2" })
        },
        {
            "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you have specified "
                + "both",
            all => Metrics(all, new TargetTrackingMetricDataQuery { Id = "a", Expression = "1", MetricStat = Stat(60) })
        },
        {
            "All metrics in the alarm should have the same period",
            all => Metrics(
                all,
                new() { Id = "a", MetricStat = Stat(10), ReturnData = false },
                new() { Id = "b", MetricStat = Stat(60) })
        },
    };

    [Theory]
    [MemberData(nameof(Tracking))]
    public void A_tracking_policy_says_what_it_needs_and_nothing_of_others(
        string refusal, Action<PutScalingPolicyType> change)
    {
        var request = Request(PolicyTypes.TargetTracking);
        request.TargetTrackingConfiguration = new() { TargetValue = 50 };
        Predefined(request, MetricType.ASGAverageCPUUtilization, null);
        Same(null, () => PolicyRules.Read(request, Web));
        change(request);
        Same(refusal, () => PolicyRules.Read(request, Web));
    }

    public static TheoryData<string, Action<PredictiveScalingConfiguration>> Predictive { get; } = new()
    {
        { "You must specify one metric specification", all => all.MetricSpecifications = [] },
        {
            "A policy must have either one scaling metric and one load metric or one metric pair",
            all => all.MetricSpecifications[0].PredefinedLoadMetricSpecification =
                new() { PredefinedMetricType = PredefinedLoadMetricType.ASGTotalCPUUtilization }
        },
        {
            "A resource label is required",
            all => all.MetricSpecifications[0].PredefinedMetricPairSpecification =
                new() { PredefinedMetricType = PredefinedMetricPairType.ALBRequestCount }
        },
        {
            "You must not specify max capacity buffer when using HonorMaxCapacity",
            all => all.MaxCapacityBuffer = 10
        },
        {
            "You must specify max capacity buffer when using IncreaseMaxCapacity",
            all => all.MaxCapacityBreachBehavior = "IncreaseMaxCapacity"
        },
        {
            "Capacity metric can only be used when you use customized load metric.",
            all => all.MetricSpecifications[0].CustomizedCapacityMetricSpecification = new() { MetricDataQueries = [] }
        },
        { "SchedulingBufferTime must be between 0 and 3599 seconds", all => all.SchedulingBufferTime = 3600 },
    };

    [Theory]
    [MemberData(nameof(Predictive))]
    public void A_predictive_policy_says_what_it_needs(string refusal, Action<PredictiveScalingConfiguration> change)
    {
        var request = Request(PolicyTypes.Predictive);
        request.PredictiveScalingConfiguration = new()
        {
            MetricSpecifications =
            [
                new()
                {
                    TargetValue = 40,
                    PredefinedMetricPairSpecification = new() { PredefinedMetricType = "ASGCPUUtilization" },
                },
            ],
        };
        Same(null, () => PolicyRules.Read(request, Web));
        change(request.PredictiveScalingConfiguration);
        Same(refusal, () => PolicyRules.Read(request, Web));
        request.StepAdjustments = [new()];
        Same(
            "You can't specify StepAdjustments for policy type: PredictiveScaling",
            () => PolicyRules.Read(request, Web));
    }

    private static PutScalingPolicyType Request(string? type = null) =>
        new() { AutoScalingGroupName = "web", PolicyName = "p", PolicyType = type };

    private static void Predefined(PutScalingPolicyType request, string type, string? label) =>
        request.TargetTrackingConfiguration!.PredefinedMetricSpecification =
            new() { PredefinedMetricType = type, ResourceLabel = label };

    private static void Custom(PutScalingPolicyType request, CustomizedMetricSpecification metric)
    {
        (metric.MetricName, metric.Namespace, metric.Statistic) = ("m", "n", "Average");
        request.TargetTrackingConfiguration!.PredefinedMetricSpecification = null;
        request.TargetTrackingConfiguration.CustomizedMetricSpecification = metric;
    }

    private static void Metrics(PutScalingPolicyType request, params List<TargetTrackingMetricDataQuery> metrics)
    {
        request.TargetTrackingConfiguration!.PredefinedMetricSpecification = null;
        request.TargetTrackingConfiguration.CustomizedMetricSpecification = new() { Metrics = metrics };
    }

    private static TargetTrackingMetricStat Stat(int period) =>
        new() { Metric = new() { MetricName = "m", Namespace = "n" }, Stat = "Sum", Period = period };

    private static void Same(string? refusal, Action act)
    {
        var refused = Record.Exception(act);
        Assert.Equal(refusal, (refused as AwsError)?.Message ?? refused?.ToString());
    }
}
