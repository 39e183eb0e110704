using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Running;

/// <summary>Removes what a drill left that died before it could.</summary>
public static class Leftovers
{
    /// <summary>By which door a drill's faults come: whoever clears up after a dead one knows them by it.</summary>
    public const string Door = "drill";

    private static readonly TimeSpan CleanMax = TimeSpan.FromMinutes(15);

    /// <summary>Gives what is left even so.</summary>
    public static async ValueTask<IReadOnlyList<string>> Clear(
        ISite site, IReadOnlyList<TrailEntry> made, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(CleanMax, site.Node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var left = new List<string>();
        foreach (var region in made.Select(entry => entry.Region).Distinct())
        {
            // Experiments are called in their region, which a plan names.
            var plan = new DrillPlan("left") { Region = region };
            var own = new Trail(journal: null);
            foreach (var entry in made.Where(entry => entry.Region == region))
            {
                own.Add(entry);
            }

            var cleaning = new Cleaning(site, new(site, plan, own), new(site, plan, own), own);
            left.AddRange(await cleaning.Run(keepsStacks: false, either.Token));
        }

        return left;
    }
}
