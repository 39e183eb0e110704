using Faultline.Drills.Plans;
using Faultline.Drills.Runbooks;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Running;

/// <summary>
/// Whether standbys of databases could take over. What comes of a strike on one that could not is chance.
/// </summary>
internal sealed class Standbys(ISite site, DrillPlan plan, Architecture? deployed)
{
    private readonly string[] names =
        [.. (deployed?.Databases ?? []).Where(one => one.IsMultiAz).Select(one => one.Handle.Shown)];

    /// <summary>Which of them could not; null where all could.</summary>
    public async ValueTask<string?> Lacks(CancellationToken ct) =>
        names.Length > 0 && await site.OutOfSync(plan.Region, names, ct) is { Count: > 0 } behind
            ? $"the standby of {string.Join(", ", behind)} has not caught up within "
                + $"{plan.Steady.Within.TotalSeconds:0} s: nothing could take over."
            : null;
}
