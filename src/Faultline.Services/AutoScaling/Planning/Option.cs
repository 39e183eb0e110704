using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// What a group can launch in a zone: the instance types of its mixed instances policy in the order of the allocation
/// strategy, or the one type that its template or configuration has ("Allocation strategies for multiple instance
/// types" in the Auto Scaling user guide). Pure.
/// </summary>
/// <param name="Type">Null where template or configuration say it.</param>
internal sealed record Option(string? Type, string? Weight, LaunchTemplateSpecification? Template, string? Image)
{
    private static readonly Option plain = new(null, null, null, null);

    /// <summary>What an instance of it is worth against the desired capacity.</summary>
    public int Units => int.TryParse(Weight, out var units) ? units : 1;

    /// <summary>
    /// The order of the list is the order of preference for both strategies that do not ask for prices; there are no
    /// prices here, so those that do follow it too.
    /// </summary>
    public static IReadOnlyList<Option> Of(Group group) =>
        group.Shown.MixedInstancesPolicy?.LaunchTemplate?.Overrides is { Count: > 0 } overrides
            ? [.. overrides.SelectMany((each, at) => Of(group, each, at))]
            : [plain];

    /// <summary>One, or as many as there are types that fit its requirements.</summary>
    private static IEnumerable<Option> Of(Group group, LaunchTemplateOverrides each, int at) =>
        each.InstanceRequirements is null
            ? [new(each.InstanceType, each.WeightedCapacity, each.LaunchTemplateSpecification, each.ImageId)]
            : group.Offers.Where(offer => offer.Override == at).Select(offer => new Option(
                offer.Type,
                offer.Weight(group.Shown.DesiredCapacityType) ?? each.WeightedCapacity,
                each.LaunchTemplateSpecification,
                each.ImageId));

    /// <summary>The name under which trouble with it in a zone is kept.</summary>
    public string In(string zone) => $"{zone} {Type}".TrimEnd();

    /// <summary>The first that does not fail in the zone; null when all do.</summary>
    public static Option? In(Group group, string zone, DateTimeOffset now) =>
        Of(group).FirstOrDefault(option => !(group.Troubles.GetValueOrDefault(option.In(zone))?.Until > now));

    /// <summary>When something can be tried again, in any zone.</summary>
    public static DateTimeOffset? Again(Group group, DateTimeOffset now) => group.Troubles.Values
        .Where(trouble => trouble.Until > now)
        .Select(trouble => (DateTimeOffset?)trouble.Until)
        .Min();

    /// <summary>
    /// Whether the next instance is a spot instance: beyond the base, the share of on-demand capacity is kept
    /// (InstancesDistribution in the API reference; 100 percent where nothing is said).
    /// </summary>
    public static bool IsSpotNext(Group group, int onDemand, int total)
    {
        if (group.Shown.MixedInstancesPolicy?.InstancesDistribution is not { } distribution)
        {
            return false;
        }

        var floor = distribution.OnDemandBaseCapacity ?? 0;
        var share = distribution.OnDemandPercentageAboveBaseCapacity ?? 100;
        var wanted = floor + (int)Math.Ceiling(Math.Max(0, total + 1 - floor) * share / 100.0);
        return onDemand >= Math.Min(total + 1, wanted);
    }
}
