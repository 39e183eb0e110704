using System.Collections.Immutable;
using System.Globalization;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Running;

/// <summary>
/// Holds what was measured against the objectives. One that is said for all is judged for each probe that it can be
/// judged for; what a probe says for itself goes before. Pure.
/// </summary>
internal static class Judging
{
    private const string Never = "never";

    public static ImmutableArray<ObjectiveResult> Of(
        Objectives objectives, IReadOnlyList<ProbeResult> probes, IReadOnlyList<LedgerVerdict> ledger) =>
    [
        .. probes.SelectMany(probe => Of(Own(objectives, probe.Name), probe)),
        .. ledger.SelectMany(verdict => Of(Own(objectives, verdict.Probe), verdict)),
    ];

    /// <summary>What holds for one probe.</summary>
    internal static Objectives Own(Objectives all, string probe) =>
        all.OfProbes.GetValueOrDefault(probe) is not { } own ? all : new()
        {
            Rto = own.Rto ?? all.Rto,
            Rpo = own.Rpo ?? all.Rpo,
            LostWrites = own.LostWrites ?? all.LostWrites,
            Availability = own.Availability ?? all.Availability,
            P99 = own.P99 ?? all.P99,
        };

    private static IEnumerable<ObjectiveResult> Of(Objectives wanted, ProbeResult probe)
    {
        if (wanted.Rto is { } rto)
        {
            yield return new(
                "rto", probe.Name, Seconds(rto), probe.Rto is { } took ? Seconds(Up(took)) : Never,
                probe.Rto <= rto)
            {
                Wanted = rto.TotalSeconds, Measured = probe.Rto?.TotalSeconds, Unit = "s",
            };
        }

        if (wanted.Availability is { } availability)
        {
            // Nothing was offered: nothing shows that it was there.
            yield return new(
                "availability", probe.Name, Share(availability), Share(Down(probe.Availability)),
                probe.Offered > 0 && probe.Availability >= availability)
            {
                Wanted = availability, Measured = probe.Availability, Unit = "share",
            };
        }

        if (wanted.P99 is { } p99)
        {
            yield return new(
                "p99", probe.Name, Milliseconds(p99.TotalMilliseconds), Milliseconds(Up(probe.P99Ms)),
                probe.Succeeded > 0 && probe.P99Ms <= p99.TotalMilliseconds)
            {
                Wanted = p99.TotalMilliseconds, Measured = probe.P99Ms, Unit = "ms",
            };
        }
    }

    private static IEnumerable<ObjectiveResult> Of(Objectives wanted, LedgerVerdict ledger)
    {
        if (wanted.LostWrites is { } lost)
        {
            // Where nobody could see what is there, nothing shows that it is.
            var isKnown = ledger.Unknown is null;
            yield return new(
                "lost-writes", ledger.Probe, Count(lost), isKnown ? Count(ledger.AcknowledgedLost) : "unknown",
                isKnown && ledger.AcknowledgedLost <= lost)
            {
                Wanted = lost, Measured = isKnown ? ledger.AcknowledgedLost : null, Unit = "writes",
            };
        }

        if (wanted.Rpo is { } rpo)
        {
            var was = ledger is { Unknown: null, AcknowledgedLost: 0 } ? ledger.Rpo ?? TimeSpan.Zero : ledger.Rpo;
            yield return new(
                "rpo", ledger.Probe, Seconds(rpo), was is { } span ? Seconds(Up(span)) : "unknown", was <= rpo)
            {
                Wanted = rpo.TotalSeconds, Measured = was?.TotalSeconds, Unit = "s",
            };
        }
    }

    /// <summary>What was measured is never shown as better than it is: what was missed by a hair shows it.</summary>
    private static TimeSpan Up(TimeSpan span) => TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds));

    private static double Up(double ms) => Math.Ceiling(Math.Round(ms * 10, 6)) / 10;

    private static double Down(double share) => Math.Floor(Math.Round(share * 1e5, 6)) / 1e5;

    private static string Seconds(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");

    private static string Milliseconds(double count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:0.#} ms");

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###}%");

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}
