using System.Xml.Linq;
using Faultline.Drills.Ledgers;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Reports.Pages;

/// <summary>What became of the writes, in plain words.</summary>
internal static class LedgerSection
{
    /// <summary>Enough to look one up; the evidence has all of them.</summary>
    private const int KeysMax = 5;

    /// <summary>So many of the rows are known where nobody could read anything back.</summary>
    private const int SaidByClients = 2;

    private static readonly (string Name, Func<LedgerVerdict, long> Count, string Means)[] rows =
    [
        ("sent", one => one.Sent, "writes that the clients tried"),
        ("acknowledged", one => one.Acknowledged, "the client was told: it is kept"),
        ("acknowledged, there", one => one.AcknowledgedPresent, "promised and kept"),
        ("acknowledged, lost", one => one.AcknowledgedLost, "promised and gone: a broken promise"),
        ("in doubt, there", one => one.UnacknowledgedPresent, "no answer came, but it is kept; a retry writes it "
            + "twice"),
        ("in doubt, not there", one => one.UnacknowledgedAbsent, "no answer came, and it is not kept; a retry is "
            + "needed"),
        ("twice there", one => one.Duplicated, "one write, kept more than once"),
        ("out of order", one => one.Reordered, "later ones stand before it"),
        ("stale reads", one => one.StaleReads, "a read showed less than one before it"),
        ("two histories", one => one.Divergent, "there without having been sent, or with another value"),
        ("acknowledged, under way", one => one.InFlight, "still in a queue, where nobody has seen it yet"),
        ("in the dead-letter queue", one => one.DeadLetters, "not lost, but nobody has done it"),
    ];

    public static IEnumerable<XElement> Write(IReadOnlyList<LedgerVerdict> ledger)
    {
        if (ledger.Count == 0)
        {
            yield return E("p", "No probe of this drill writes, so nothing can be said on lost data.");
            yield break;
        }

        foreach (var one in ledger)
        {
            yield return E("p", Class(one.AcknowledgedLost > 0 || one.Unknown is not null ? "bad" : ""),
                E("strong", $"{one.Probe}: "), Says(one));
        }

        yield return Table(
            "Every write, held against what is there after all is over",
            ["what", .. ledger.Select(one => one.Probe), "what it means"],
            rows.Select((row, at) => ledger
                .Select(one => (object?)(one.Unknown is null || at < SaidByClients
                    ? Texts.Count(row.Count(one)) : "not known"))
                .Prepend(row.Name).Append(row.Means)));
        yield return Table(
            "SHA-256 over the entries and what was found",
            ["probe", "digest"],
            ledger.Select(one => new object?[] { one.Probe, E("code", one.Digest) }));
    }

    /// <summary>The verdict of a probe in one or two sentences; the other reports use it too.</summary>
    public static string Says(LedgerVerdict one)
    {
        if (one.Unknown is { } unknown)
        {
            return $"what became of {Texts.Count(one.Acknowledged)} acknowledged writes is not known: {unknown}";
        }

        if (one.AcknowledgedLost == 0)
        {
            var split = one.Divergent > 0
                ? $" But {Texts.Count(one.Divergent)} stand there that nobody sent so: there were two histories."
                : "";
            return $"all {Texts.Count(one.Acknowledged)} acknowledged writes are there.{split}";
        }

        var rpo = one.Rpo is { } lost ? $" They are of a span of {Texts.Span(lost)}: that is the RPO." : "";
        var sample = one.LostSample.IsEmpty
            ? ""
            : $" The first of them have the keys {string.Join(", ", one.LostSample.Take(KeysMax))}.";
        return $"{Texts.Count(one.AcknowledgedLost)} of {Texts.Count(one.Acknowledged)} acknowledged writes are lost."
            + rpo + sample;
    }
}
