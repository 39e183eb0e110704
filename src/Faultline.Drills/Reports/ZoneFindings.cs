using Faultline.Drills.Runbooks;

namespace Faultline.Drills.Reports;

/// <summary>What the zones that answered say about a strike on one of them.</summary>
internal static class ZoneFindings
{
    /// <summary>A dip is as deep as it should be when it is no deeper than this beyond the share of the zone.</summary>
    private const double Least = 0.1;

    /// <summary>Whether this zone was struck, by whichever of its names.</summary>
    public static bool IsDead(this DrillResult result, Zone zone) =>
        result.Timeline.Any(mark => mark.Kind == MarkKind.Struck && zone.Is(mark.Zone));

    public static IEnumerable<Finding> Of(DrillResult result, ProbeResult probe, Architecture? deployed)
    {
        if (result.Struck is not { } struck)
        {
            yield break;
        }

        // Who answered before the strike.
        var zones = result.ZonesOf(probe.Name)
            .Where(zone => result.SecondsOf(probe.Name, zone).Any(one => one.At < struck && one.Succeeded > 0))
            .Select(name => deployed?.Zones.FirstOrDefault(zone => zone.Is(name)) ?? new Zone(name, null))
            .Distinct().ToList();
        var dead = zones.Where(result.IsDead).ToList();
        if (dead.Count == 0)
        {
            yield break;
        }

        if (zones.Count == dead.Count && probe.Rto != TimeSpan.Zero)
        {
            yield return new(
                Severity.Failure,
                $"All of {probe.Name} was in the zone that died",
                $"Every answer before the strike came from {string.Join(" and ", dead)}, and that was struck: "
                    + "nothing was "
                    + $"left to answer. {Afterwards(result, probe)}")
            {
                Advice = "Spread instances over at least two zones, with a load balancer before them.",
            };
        }
        else if (zones.Count > dead.Count)
        {
            yield return Dip(result, probe, zones.Count, dead.Count);
        }
    }

    private static string Afterwards(DrillResult result, ProbeResult probe) => (probe.Rto, result.FaultLasted()) switch
    {
        (null, _) => "It never came back.",
        ({ } rto, { } lasted) when rto >= lasted =>
            $"It came back only after the zone did, {Texts.Since(lasted.TotalSeconds)}.",
        ({ } rto, _) => $"It was back {Texts.Span(rto)} after the strike.",
    };

    private static Finding Dip(DrillResult result, ProbeResult probe, int zones, int dead)
    {
        var expected = 1 - (double)dead / zones;
        var during = result.SecondsOf(probe.Name)
            .Where(one => one.At >= result.Zero() && (probe.Rto is null || one.At < result.Zero() + probe.Rto))
            .Where(one => one.Offered > 0).ToList();
        var worst = during.MinBy(one => one.Share());
        var lowest = worst?.Share() ?? 1;
        var chance = lowest < expected - Least ? $" Of {worst!.Offered} attempts in a second, that is chance." : "";
        var share = $"{dead} of {zones} zones {(dead == 1 ? "was" : "were")} struck, so "
            + $"{Texts.Share(expected)} of attempts should have gone on; in the "
            + $"worst second it was {Texts.Share(lowest)}.";
        if (during.All(one => one.Share() >= expected - Tolerance(expected, one.Offered)) && probe.Rto is { } rto)
        {
            return new(
                Severity.Note,
                $"{probe.Name} dipped by the share of its struck zone, no more",
                rto == TimeSpan.Zero
                    ? $"{share}{chance} Success never fell below what counts as steady."
                    : $"{share}{chance} The dip lasted {Texts.Span(rto)}"
                        + (probe.Detect is { } detect ? $", of which {Texts.Span(detect)} went by until it was "
                        + "noticed." : "."));
        }

        return new(
            Severity.Weakness,
            $"{probe.Name} lost more than the share of its struck zone",
            $"{share} The other zones did not carry what was theirs.")
        {
            Advice = "Something in the way of every request was in that zone (a database, a cache, a pool of "
                + "connections), or the zones that were left could not carry the load.",
        };
    }

    /// <summary>How much deeper chance alone makes a second of a few attempts: three standard deviations.</summary>
    private static double Tolerance(double expected, int attempts) =>
        Math.Max(Least, 3 * Math.Sqrt(expected * (1 - expected) / attempts));
}
