using System.Collections.Immutable;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Measuring;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;

namespace Faultline.Tests.Drills.Reports;

/// <summary>Results as drills would have them, made by hand.</summary>
internal static class MadeResults
{
    public static readonly DateTimeOffset Struck = new(2026, 11, 26, 10, 0, 0, TimeSpan.Zero);

    public static readonly string[] Zones = ["use1-az1", "use1-az2", "use1-az4"];

    public const int Before = 15;

    public const int After = 75;

    /// <summary>A shop in three zones loses one: a third of requests fails for twelve seconds, and no write is lost.
    /// </summary>
    public static DrillResult Survived(double rto = 12.4) => new(Plan())
    {
        Tool = "faultline 0.1.0",
        Site = "http://127.0.0.1:4566",
        Seed = 42,
        Began = Struck.AddSeconds(-90),
        Ended = Struck.AddSeconds(110),
        Struck = Struck,
        Phases =
        [
            new(Phase.Deploy, At(-90), At(-40)), new(Phase.Warm, At(-40), At(-Before)),
            new(Phase.Steady, At(-Before), At(0)), new(Phase.Strike, At(0), At(40)),
            new(Phase.Recover, At(40), At(50)), new(Phase.After, At(50), At(After)),
            new(Phase.Check, At(After), At(85)), new(Phase.Clean, At(85), At(110)),
        ],
        Timeline = Timeline(rto),
        Probes = Probes(rto),
        Seconds = [.. Seconds("shop", 100, Zones, rto), .. Seconds("orders", 20, [], rto)],
        Ledger =
        [
            new("orders")
            {
                Sent = 1800, Acknowledged = 1702, AcknowledgedPresent = 1702, UnacknowledgedPresent = 3,
                UnacknowledgedAbsent = 95, Duplicated = 1, Digest = new string('a', 64),
            },
        ],
        Objectives =
        [
            new("rto", "shop", "30 s", $"{rto} s", rto <= 30) { Wanted = 30, Measured = rto, Unit = "s" },
            new("availability", "shop", "90%", "94.493%", true)
            {
                Wanted = 0.9, Measured = 7087 / 7500.0, Unit = "share",
            },
            new("lost-writes", "orders", "0", "0", true) { Wanted = 0, Measured = 0, Unit = "writes" },
        ],
    };

    /// <summary>All of it is in one zone, which dies and comes back after forty seconds; writes are lost.</summary>
    public static DrillResult SingleZone()
    {
        var result = Survived(rto: 47.3);
        return result with
        {
            Plan = result.Plan with { Name = "single-zone", Says = "A shop in one zone loses it." },
            Seconds = [.. Seconds("shop", 100, ["use1-az2"], rto: 47.3), .. Seconds("orders", 20, [], 47.3)],
            Timeline = [.. result.Timeline.Where(mark =>
                mark.Kind is MarkKind.Struck or MarkKind.FirstError or MarkKind.Recovered or MarkKind.FaultOver)],
            Probes =
            [
                result.Probes[0] with
                {
                    Succeeded = 2770, Availability = 2770 / 7500.0, LongestOutage = TimeSpan.FromSeconds(47.1),
                    Detect = null, Decide = null, Execute = null, Recover = null,
                },
            ],
            Ledger =
            [
                new("orders")
                {
                    Sent = 1800, Acknowledged = 1702, AcknowledgedPresent = 1685, AcknowledgedLost = 17,
                    UnacknowledgedAbsent = 98, Rpo = TimeSpan.FromSeconds(0.85), LostSample = [811, 812, 814],
                    Digest = new string('b', 64),
                },
            ],
            Objectives =
            [
                new("rto", "shop", "30 s", "47.3 s", false) { Wanted = 30, Measured = 47.3, Unit = "s" },
                new("lost-writes", "orders", "0", "17", false) { Wanted = 0, Measured = 17, Unit = "writes" },
            ],
        };
    }

    /// <summary>Every name and text in it tries to be something else.</summary>
    public static DrillResult Hostile()
    {
        const string Bad = "</script><img src=x onerror=alert(1)>&\"'|`*@all\0\u001b[31m\nx";
        var result = Survived();
        return result with
        {
            Plan = result.Plan with { Name = Bad, Says = Bad, File = Bad },
            Tool = Bad,
            Site = Bad,
            Timeline = [.. result.Timeline.Select(mark => mark with { Says = Bad, Zone = Bad, Resource = Bad })],
            Probes = [result.Probes[0] with { Name = Bad, Failures = Failures((Bad, 1)) }],
            Seconds = [.. result.Seconds.Select(
                one => one with { Probe = Bad, Zone = one.Zone is null ? null : Bad + one.Zone })],
            Ledger = [result.Ledger[0] with { Probe = Bad, Digest = Bad }],
            Objectives = [new(Bad, Bad, Bad, Bad, false)],
            Findings = [new(Severity.Failure, Bad, Bad) { Advice = Bad }],
            LeftBehind = [Bad],
        };
    }

    public static DrillPlan Plan() => new("zone-power")
    {
        Says = "A shop in three zones loses one of them.",
        File = "examples/ha-web/drills/zone-power.yaml",
        Stacks =
        [
            new("shop", "us-east-1", "template.yaml", "Resources: {}")
            {
                Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("DbPassword", "hunter22"),
            },
        ],
        Probes =
        [
            new HttpPlan("shop", "GET", "${shop.Url}/items") { Rate = 100 },
            new PostgresWriterPlan("orders", new("${shop.Host}", "5432", "app", "app", "hunter22")) { Rate = 20 },
        ],
        Strikes =
        [
            new FaultStrike(TimeSpan.Zero, "zone-power", ImmutableSortedDictionary<string, string>.Empty
                .Add("zone", "use1-az2")) { For = TimeSpan.FromSeconds(40) },
        ],
        Objectives = new() { Rto = TimeSpan.FromSeconds(30), LostWrites = 0, Availability = 0.9 },
    };

    private static ImmutableArray<Mark> Timeline(double rto) =>
    [
        new(At(-15), MarkKind.Drill, "the steady state holds"),
        new(At(0), MarkKind.Struck, "zone use1-az2 loses power") { Zone = "use1-az2", Evidence = 118 },
        new(At(0.2), MarkKind.FirstError, "the first attempt of shop fails: timeout") { Zone = "use1-az2" },
        new(At(6.1), MarkKind.Detected, "2 targets of web are unhealthy")
        {
            Zone = "use1-az2", Resource = "web", Evidence = 121,
        },
        new(At(6.4), MarkKind.Decided, "web replaces i-0aa and i-0bb") { Resource = "web", Evidence = 122 },
        new(At(11.8), MarkKind.Executed, "the database orders is in use1-az4 now")
        {
            Zone = "use1-az4", Resource = "orders", Evidence = 127,
        },
        new(At(rto), MarkKind.Recovered, "success of shop holds again"),
        new(At(40), MarkKind.FaultOver, "no longer: zone use1-az2 loses power")
        {
            Zone = "use1-az2", Evidence = 140,
        },
    ];

    private static ImmutableArray<ProbeResult> Probes(double rto) =>
    [
        new("shop")
        {
            Offered = 7500, Succeeded = 7087, Availability = 7087 / 7500.0, P50Ms = 4.2, P99Ms = 61.7,
            MaxMs = 1993.4,
            Failures = Failures(("timeout", 301), ("503", 112)), Rto = TimeSpan.FromSeconds(rto),
            LongestOutage = TimeSpan.FromSeconds(11.9), Detect = TimeSpan.FromSeconds(6.1),
            Decide = TimeSpan.FromSeconds(0.3), Execute = TimeSpan.FromSeconds(5.4),
            Recover = TimeSpan.FromSeconds(rto - 11.8), SentLateP99Ms = 0.8,
        },
        new("orders")
        {
            Offered = 1500, Succeeded = 1402, Availability = 1402 / 1500.0, P50Ms = 2.1, P99Ms = 18.3, MaxMs = 310,
            Failures = Failures(("reset", 98)), Rto = TimeSpan.FromSeconds(11.9),
            LongestOutage = TimeSpan.FromSeconds(11.9), Detect = TimeSpan.FromSeconds(6.1),
            Decide = TimeSpan.FromSeconds(0.3), Execute = TimeSpan.FromSeconds(5.4),
            Recover = TimeSpan.FromSeconds(0.1), SentLateP99Ms = 0.6,
        },
    ];

    private static DateTimeOffset At(double seconds) => Struck.AddSeconds(seconds);

    private static ImmutableSortedDictionary<string, long> Failures(params (string Kind, long Count)[] all) =>
        all.ToImmutableSortedDictionary(each => each.Kind, each => each.Count);

    private static IEnumerable<Second> Seconds(string probe, int rate, string[] zones, double rto)
    {
        for (var second = -Before; second < After; second++)
        {
            var isStruck = second >= 0 && second < rto;
            var isOwn = isStruck && (zones.Length != 3);
            var lost = !isStruck ? 0 : isOwn ? rate : rate / 3;
            yield return Of(probe, null, second, rate, rate - lost);
            foreach (var zone in zones)
            {
                var share = rate / zones.Length;
                yield return Of(probe, zone, second, share, isStruck && zone == "use1-az2" ? 0 : share);
            }
        }
    }

    private static Second Of(string probe, string? zone, int second, int offered, int succeeded)
    {
        var slow = second is >= 0 and < 13 ? 4 : 1;
        var wave = 1 + 0.2 * Math.Sin(second * 1.7 + (zone?.Length ?? 0) + (zone?[^1] ?? 0));
        return new(probe, zone, At(second))
        {
            Offered = offered,
            Succeeded = succeeded,
            Failures = succeeded == offered
                ? ImmutableSortedDictionary<string, int>.Empty
                : ImmutableSortedDictionary<string, int>.Empty.Add("timeout", offered - succeeded),
            P50Ms = succeeded == 0 ? 0 : 4.2 * wave,
            P95Ms = succeeded == 0 ? 0 : 9.1 * wave * slow,
            P99Ms = succeeded == 0 ? 0 : 15.3 * wave * slow,
            MaxMs = succeeded == 0 ? 0 : 41 * wave * slow,
        };
    }
}
