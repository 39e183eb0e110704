using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Who goes when a group shrinks ("Configure termination policies for Amazon EC2 Auto Scaling" in the user guide): the
/// zone with the most instances first, then the policies in their order. Of those that are alike AWS takes any; here it
/// is the one that was launched first. Pure.
/// </summary>
internal static class Victims
{
    public const string Default = "Default";
    public const string OldestInstance = "OldestInstance";
    public const string NewestInstance = "NewestInstance";
    public const string OldestLaunchConfiguration = "OldestLaunchConfiguration";
    public const string OldestLaunchTemplate = "OldestLaunchTemplate";
    public const string ClosestToNextInstanceHour = "ClosestToNextInstanceHour";
    public const string AllocationStrategy = "AllocationStrategy";

    private static readonly TimeSpan hour = TimeSpan.FromHours(1);

    /// <summary>The names that DescribeTerminationPolicyTypes shows.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        AllocationStrategy, ClosestToNextInstanceHour, Default, NewestInstance, OldestInstance,
        OldestLaunchConfiguration, OldestLaunchTemplate,
    ];

    /// <summary>The one that goes; null when all are protected.</summary>
    /// <param name="members">Those that serve or are about to.</param>
    /// <param name="ageOf">
    /// When a launch configuration was made; null for one that is gone, which is older than all.
    /// </param>
    public static Member? Choose(
        Group group, IReadOnlyCollection<Member> members, Func<string, DateTimeOffset?> ageOf, DateTimeOffset now)
    {
        var free = members.Where(each => each.Shown.ProtectedFromScaleIn != true).ToList();
        if (free.Count == 0)
        {
            return null;
        }

        var places = group.Places.Select(place => place.Zone).ToHashSet(StringComparer.Ordinal);
        if (free.Exists(each => !places.Contains(each.Zone)))
        {
            // The group has left that zone.
            free.RemoveAll(each => places.Contains(each.Zone));
        }
        else
        {
            var counts = members.GroupBy(each => each.Zone)
                .ToDictionary(each => each.Key, each => each.Sum(one => one.Weight));
            var most = free.Max(each => counts[each.Zone]);
            free.RemoveAll(each => counts[each.Zone] < most);
        }

        var policies = group.Shown.TerminationPolicies is { Count: > 0 } named ? named : [Default];
        foreach (var policy in policies)
        {
            free = Narrow(group, free, policy, ageOf, now);
            if (free.Count == 1)
            {
                break;
            }
        }

        return free.OrderBy(each => each.Launched).ThenBy(each => each.Id, StringComparer.Ordinal).First();
    }

    private static List<Member> Narrow(
        Group group, List<Member> free, string policy, Func<string, DateTimeOffset?> ageOf, DateTimeOffset now) =>
        policy switch
        {
            OldestInstance => Least(free, each => each.Launched),
            NewestInstance => Least(free, each => -each.Launched.UtcTicks),
            OldestLaunchConfiguration => OldestConfiguration(free, ageOf),
            OldestLaunchTemplate => OldestTemplate(group, free),
            ClosestToNextInstanceHour => Least(free, each => LeftOfHour(each, now)),
            AllocationStrategy => Misaligned(group, free),
            _ => Least(Outdated(group, Misaligned(group, free), ageOf), each => LeftOfHour(each, now)),
        };

    /// <summary>The default policy's first question: who is of a configuration that is out of date?</summary>
    private static List<Member> Outdated(Group group, List<Member> free, Func<string, DateTimeOffset?> ageOf)
    {
        if (group.Shown.LaunchConfigurationName is not null)
        {
            return OldestConfiguration(free, ageOf);
        }

        return free.FindAll(each => each.Shown.LaunchConfigurationName is not null) is { Count: > 0 } configured
            ? configured
            : OldestTemplate(group, free);
    }

    /// <summary>Whoever is of no launch configuration is not asked about by this policy.</summary>
    private static List<Member> OldestConfiguration(List<Member> free, Func<string, DateTimeOffset?> ageOf)
    {
        var configured = free.FindAll(each => each.Shown.LaunchConfigurationName is not null);
        return configured.Count == 0
            ? free
            : Least(configured, each => ageOf(each.Shown.LaunchConfigurationName!) ?? DateTimeOffset.MinValue);
    }

    /// <summary>Those of a template that is not the group's first; then those of its oldest version.</summary>
    private static List<Member> OldestTemplate(Group group, List<Member> free)
    {
        var templates = free.FindAll(each => each.Shown.LaunchTemplate is not null);
        if (templates.Count == 0)
        {
            return free;
        }

        var current = TemplateOf(group);
        var others = templates.FindAll(each => !Is(each.Shown.LaunchTemplate!, current));
        return others.Count > 0 ? others : Least(templates, each => Version(each.Shown.LaunchTemplate!));
    }

    /// <summary>Those of the instance type that the allocation strategy likes least.</summary>
    private static List<Member> Misaligned(Group group, List<Member> free)
    {
        var types = Option.Of(group).Select(option => option.Type).ToList();
        return types.Count < 2
            ? free
            : Least(free, each => types.IndexOf(each.Shown.InstanceType) is var at && at < 0 ? int.MinValue : -at);
    }

    private static LaunchTemplateSpecification? TemplateOf(Group group) =>
        group.Shown.LaunchTemplate ?? group.Shown.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

    private static bool Is(LaunchTemplateSpecification one, LaunchTemplateSpecification? other) => other is not null
        && (one.LaunchTemplateId is not null && one.LaunchTemplateId == other.LaunchTemplateId
            || one.LaunchTemplateName is not null && one.LaunchTemplateName == other.LaunchTemplateName);

    private static long Version(LaunchTemplateSpecification template) =>
        long.TryParse(template.Version, CultureInfo.InvariantCulture, out var version) ? version : long.MaxValue;

    private static TimeSpan LeftOfHour(Member member, DateTimeOffset now) =>
        hour - TimeSpan.FromTicks((now - member.Launched).Ticks % hour.Ticks);

    private static List<Member> Least<TKey>(List<Member> free, Func<Member, TKey> key)
    {
        var least = free.Min(key);
        return free.FindAll(each => Comparer<TKey>.Default.Compare(key(each), least) == 0);
    }
}
