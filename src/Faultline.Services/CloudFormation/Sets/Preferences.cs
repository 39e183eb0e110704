using System.Collections.Immutable;
using Faultline.Api.CloudFormation;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>How an operation goes over accounts and regions: what was asked, and what that comes to. Pure.</summary>
internal static class Preferences
{
    /// <summary>"Stack set operation options" in the user guide: so many stacks are worked at at once.</summary>
    public const int RunningMax = 100;

    public static bool IsParallel(StackSetOperationPreferences? asked) =>
        asked?.RegionConcurrencyType == RegionConcurrencyType.Parallel;

    /// <summary>The regions as they come one after the other: those that are named first, the others by name.</summary>
    public static ImmutableList<string> Order(StackSetOperationPreferences? asked, IEnumerable<string> regions)
    {
        var all = regions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var named = (asked?.RegionOrder ?? []).Distinct(StringComparer.Ordinal).Where(all.Contains).ToList();
        return [.. named, .. all.Except(named)];
    }

    /// <summary>So many may fail in a region that has so many accounts.</summary>
    public static int Tolerance(StackSetOperationPreferences? asked, int accounts) =>
        asked?.FailureToleranceCount
        ?? (asked?.FailureTolerancePercentage is { } percent ? Share(accounts, percent) : 0);

    /// <summary>So many may be worked at at once in a region, once so many have failed there.</summary>
    /// <remarks>
    /// With strict tolerance ("Concurrency mode" in the user guide) no more are under way than may all fail and leave
    /// the failures at one more than the tolerance.
    /// </remarks>
    public static int Slots(StackSetOperationPreferences? asked, int accounts, int failures)
    {
        var most = asked?.MaxConcurrentCount
            ?? (asked?.MaxConcurrentPercentage is { } percent ? Math.Max(1, Share(accounts, percent)) : 1);
        return asked?.ConcurrencyMode == ConcurrencyMode.SoftFailureTolerance
            ? most
            : Math.Min(most, Tolerance(asked, accounts) + 1 - failures);
    }

    /// <summary>Refuses what contradicts itself.</summary>
    public static void Check(StackSetOperationPreferences? asked, IReadOnlyCollection<string> regions)
    {
        if (asked is null)
        {
            return;
        }

        if (asked is { FailureToleranceCount: not null, FailureTolerancePercentage: not null })
        {
            throw SetRefusal.Invalid(
                "You can specify either FailureToleranceCount or FailureTolerancePercentage, but not both.");
        }

        if (asked is { MaxConcurrentCount: not null, MaxConcurrentPercentage: not null })
        {
            throw SetRefusal.Invalid(
                "You can specify either MaxConcurrentCount or MaxConcurrentPercentage, but not both.");
        }

        if (asked.RegionOrder is { Count: > 0 } order && regions.Count > 0
            && order.FirstOrDefault(region => !regions.Contains(region)) is { } stranger)
        {
            throw SetRefusal.Invalid($"Region {stranger} in RegionOrder is not among the Regions of the operation.");
        }
    }

    /// <summary>"CloudFormation rounds down" ("Stack set operation options" in the user guide).</summary>
    private static int Share(int accounts, int percent) => (int)((long)accounts * percent / 100);
}
