using Faultline.Api.AutoScaling;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>
/// What may be required of instance types, and what a desired capacity may count ("Create a mixed instances group using
/// attribute-based instance type selection", Auto Scaling user guide; InstanceRequirements, API reference). Pure.
/// </summary>
internal static class RequirementRules
{
    /// <summary>DesiredCapacityType in the API reference.</summary>
    private static readonly string[] units = ["units", "vcpu", "memory-mib"];

    public static void Check(AutoScalingGroup group)
    {
        var overrides = group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
        if (group.DesiredCapacityType is { } unit)
        {
            if (!units.Contains(unit))
            {
                throw Refusal.Invalid($"Invalid DesiredCapacityType {unit}");
            }

            var isChosen = overrides.Count > 0 && overrides.TrueForAll(each => each.InstanceRequirements is not null);
            if (unit != "units" && !isChosen)
            {
                throw Refusal.Invalid(
                    $"The DesiredCapacityType {unit} is only supported with attribute-based instance type selection.");
            }
        }

        Check(group.MixedInstancesPolicy);
    }

    /// <summary>What one override requires, whatever else the group is.</summary>
    public static void Check(MixedInstancesPolicy? policy) => policy?.LaunchTemplate?.Overrides?.ForEach(Check);

    private static void Check(LaunchTemplateOverrides each)
    {
        if (each.InstanceRequirements is not { } needs)
        {
            return;
        }

        if (each.InstanceType is not null)
        {
            throw Refusal.Invalid(
                "The parameter InstanceType cannot be used in a launch template override using instance "
                + "requirements");
        }

        if (needs is { AllowedInstanceTypes.Count: > 0, ExcludedInstanceTypes.Count: > 0 })
        {
            throw Refusal.Invalid(
                "You can specify either AllowedInstanceTypes or ExcludedInstanceTypes, but not both");
        }

        if (needs.BaselinePerformanceFactors is not null)
        {
            throw Refusal.NotBuilt("baseline performance factors of instance requirements");
        }

        CheckRange("VCpuCount", needs.VCpuCount.Min, needs.VCpuCount.Max);
        CheckRange("MemoryMiB", needs.MemoryMiB.Min, needs.MemoryMiB.Max);
    }

    private static void CheckRange(string name, int? min, int? max)
    {
        if (max < min)
        {
            throw Refusal.Invalid(
                $"Invalid instance requirements. The Min value ({min}) in {name} must be less or equal to the Max "
                + $"value ({max})");
        }
    }
}
