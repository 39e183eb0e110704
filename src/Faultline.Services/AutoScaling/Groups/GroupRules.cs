using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>
/// What a group may be (CreateAutoScalingGroup in the API reference), whether it is made so or becomes so. Pure.
/// </summary>
internal static class GroupRules
{
    /// <summary>"Between 86,400 and 31,536,000 seconds", or zero for none.</summary>
    private const int LifetimeMin = 86_400;
    private const int LifetimeMax = 31_536_000;

    private static readonly string[] healthTypes = ["EC2", "ELB", "EBS", "VPC_LATTICE"];

    public static void Check(AutoScalingGroup group)
    {
        var (min, max, desired) = (group.MinSize ?? 0, group.MaxSize ?? 0, group.DesiredCapacity ?? 0);
        NotNegative(group.MinSize, "minSize");
        NotNegative(group.MaxSize, "maxSize");
        NotNegative(group.DesiredCapacity, "desiredCapacity");
        NotNegative(group.DefaultCooldown, "defaultCooldown");
        if (max < min)
        {
            throw Refusal.Invalid($"Max bound, {max}, must be greater than or equal to min bound, {min}");
        }

        if (desired < min || desired > max)
        {
            throw Refusal.Invalid(
                $"Desired capacity:{desired} must be between the specified min size:{min} and max size:{max}");
        }

        CheckHealth(group);
        CheckTermination(group);
        CheckMixed(group.MixedInstancesPolicy);
        CheckMaintenance(group.InstanceMaintenancePolicy);
        if (group.MaxInstanceLifetime is not (null or 0) and not (>= LifetimeMin and <= LifetimeMax))
        {
            throw Refusal.Invalid(
                $"maxInstanceLifetime must be between {LifetimeMin} and {LifetimeMax} seconds (inclusive)");
        }

        RequirementRules.Check(group);
    }

    /// <summary>Exactly one thing to launch from.</summary>
    public static void CheckSource(params ReadOnlySpan<object?> sources)
    {
        var named = 0;
        foreach (var source in sources)
        {
            named += source is null ? 0 : 1;
        }

        if (named != 1)
        {
            throw Refusal.Invalid(
                "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or "
                + "MixedInstancesPolicy parameter.");
        }
    }

    private static void NotNegative(int? number, string name)
    {
        if (number < 0)
        {
            throw Constraint(number.Value, name, "greater than or equal to 0");
        }
    }

    /// <summary>Worded as AWS words a constraint of its models, though these have none.</summary>
    private static AwsError Constraint(int number, string name, string wanted) => Refusal.Invalid(
        $"1 validation error detected: Value '{number}' at '{name}' failed to satisfy constraint: Member must have "
        + $"value {wanted}");

    private static void CheckHealth(AutoScalingGroup group)
    {
        var types = (group.HealthCheckType ?? "EC2").Split(',');
        if (types.FirstOrDefault(type => !healthTypes.Contains(type)) is { } wrong)
        {
            throw Refusal.Invalid($"Invalid HealthCheckType {wrong}");
        }

        if (types.Length > 1 && types.Contains("EC2"))
        {
            throw Refusal.Invalid("Specifying EC2 in addition to other health check types is not supported");
        }

        if (types.FirstOrDefault(type => type is "EBS" or "VPC_LATTICE") is { } other)
        {
            throw Refusal.NotBuilt($"health checks of type {other}");
        }

        if (group.HealthCheckGracePeriod < 0)
        {
            throw Refusal.Invalid("Grace period must be a positive integer.");
        }
    }

    private static void CheckTermination(AutoScalingGroup group)
    {
        foreach (var policy in group.TerminationPolicies ?? [])
        {
            if (policy.StartsWith("arn:", StringComparison.Ordinal))
            {
                throw Refusal.NotBuilt("custom termination policies with Lambda");
            }

            if (!Victims.All.Contains(policy))
            {
                throw Refusal.Invalid($"Invalid termination policy {policy}");
            }
        }
    }

    private static void CheckMixed(MixedInstancesPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        if (policy.LaunchTemplate?.LaunchTemplateSpecification is null)
        {
            throw Refusal.Invalid("The mixed instances policy must contain a launch template.");
        }

        const string Distribution = "mixedInstancesPolicy.instancesDistribution";
        var onDemand = policy.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity;
        NotNegative(policy.InstancesDistribution?.OnDemandBaseCapacity, $"{Distribution}.onDemandBaseCapacity");
        NotNegative(onDemand, $"{Distribution}.onDemandPercentageAboveBaseCapacity");
        if (onDemand > 100)
        {
            throw Constraint(
                onDemand.Value, $"{Distribution}.onDemandPercentageAboveBaseCapacity", "less than or equal to 100");
        }

        var overrides = policy.LaunchTemplate.Overrides ?? [];
        if (overrides.Exists(each => each.WeightedCapacity is not null)
            && overrides.Exists(each => each.WeightedCapacity is null))
        {
            throw Refusal.Invalid("Not all instance types have a defined WeightedCapacity");
        }

        if (overrides.Find(each => each.WeightedCapacity is { } weight
            && !(int.TryParse(weight, out var units) && units is >= 1 and <= 999)) is { } heavy)
        {
            throw Refusal.Invalid($"Invalid WeightedCapacity {heavy.WeightedCapacity}: it must be between 1 and 999.");
        }
    }

    private static void CheckMaintenance(InstanceMaintenancePolicy? policy)
    {
        var (min, max) = (policy?.MinHealthyPercentage, policy?.MaxHealthyPercentage);
        if ((min is null or -1) && (max is null or -1))
        {
            return;
        }

        if (max - min > 100)
        {
            throw Refusal.Invalid(
                "The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or equal to "
                + "100");
        }

        if (min is not (>= 0 and <= 100) || max is not (>= 100 and <= 200))
        {
            throw Refusal.Invalid(
                "MinHealthyPercentage must be between 0 and 100, and MaxHealthyPercentage between 100 and 200.");
        }
    }

    /// <summary>Minus one takes a maintenance policy back.</summary>
    public static InstanceMaintenancePolicy? Kept(InstanceMaintenancePolicy? policy) =>
        policy is { MinHealthyPercentage: -1 } or { MaxHealthyPercentage: -1 } ? null : policy;

    /// <summary>What is said of impaired zones, and what it is where nothing is said.</summary>
    public static AvailabilityZoneImpairmentPolicy Whole(
        AvailabilityZoneImpairmentPolicy? policy, AvailabilityZoneImpairmentPolicy? before) => new()
        {
            ZonalShiftEnabled = policy?.ZonalShiftEnabled ?? before?.ZonalShiftEnabled ?? false,
            ImpairedZoneHealthCheckBehavior = policy?.ImpairedZoneHealthCheckBehavior
                ?? before?.ImpairedZoneHealthCheckBehavior
                ?? ImpairedZoneHealthCheckBehavior.IgnoreUnhealthy,
        };

    /// <summary>What AWS gives where nothing is said ("DefaultCooldown ... 300", and so on, API reference).</summary>
    public static AutoScalingGroup WithDefaults(AutoScalingGroup group) => group.With(shown =>
    {
        shown.DesiredCapacity ??= shown.MinSize;
        shown.DefaultCooldown ??= 300;
        shown.HealthCheckType ??= "EC2";
        shown.HealthCheckGracePeriod ??= 0;
        shown.TerminationPolicies = shown.TerminationPolicies is { Count: > 0 } named ? named : [Victims.Default];
        shown.NewInstancesProtectedFromScaleIn ??= false;
        shown.SuspendedProcesses ??= [];
        shown.EnabledMetrics ??= [];
        shown.CapacityRebalance ??= false;
        shown.AvailabilityZoneDistribution ??=
            new() { CapacityDistributionStrategy = CapacityDistributionStrategy.BalancedBestEffort };
        shown.AvailabilityZoneImpairmentPolicy = Whole(shown.AvailabilityZoneImpairmentPolicy, null);
        shown.CapacityReservationSpecification ??=
            new() { CapacityReservationPreference = CapacityReservationPreference.Default };
        shown.InstanceMaintenancePolicy = Kept(shown.InstanceMaintenancePolicy);
    });
}
