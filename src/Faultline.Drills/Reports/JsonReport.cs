using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Runbooks;

namespace Faultline.Drills.Reports;

/// <summary>
/// The report for programs. Its members are promised in docs/drill-report.md: new ones may come, none goes or changes
/// its meaning while <c>format</c> stays. Seconds stand in a file of their own (<see cref="SecondsCsv"/>).
/// </summary>
public static class JsonReport
{
    private const int Format = 1;

    /// <summary>For people and programs, not for web pages: signs stand as they are.</summary>
    private static readonly JsonWriterOptions options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(DrillResult result, Repeats? repeats = null) => Write(json =>
    {
        Head(json, result);
        json.Each("objectives", result.Objectives, one => Objective(json, one));
        json.Each("probes", result.Probes, one => Probe(json, one));
        json.Each("ledger", result.Ledger, one => Ledger(json, one));
        json.Each("findings", result.Findings, one =>
        {
            json.WriteString("severity", one.Severity.ToString().ToLowerInvariant());
            json.WriteString("title", one.Title);
            json.WriteString("says", one.Says);
            json.WriteString("advice", one.Advice);
        });
        json.Each("phases", result.Phases, one =>
        {
            json.WriteString("phase", one.Phase.ToString().ToLowerInvariant());
            json.WriteString("from", Texts.Hour(one.From));
            json.WriteString("to", Texts.Hour(one.To));
        });
        json.Each("timeline", result.Timeline, one => Mark(json, one, result.Zero()));
        json.Each("recovery", Healing.Of(result), one => Healed(json, one, result.Zero()));
        json.Each("runbook", result.Runbook, one => Rehearsed(json, one, result.Zero()));
        json.Texts("leftBehind", result.LeftBehind);
        if (repeats is { Runs.Count: > 1 })
        {
            Write(json, repeats);
        }
    });

    /// <summary>The timeline alone, for the evidence.</summary>
    internal static string Timeline(DrillResult result) =>
        Write(json => json.Each("timeline", result.Timeline, one => Mark(json, one, result.Zero())));

    internal static string Write(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Head(Utf8JsonWriter json, DrillResult result)
    {
        var verdict = Verdict.Of(result);
        json.WriteNumber("format", Format);
        json.WriteString("drill", result.Plan.Name);
        json.WriteString("says", result.Plan.Says);
        json.WriteString("file", result.Plan.File);
        json.WriteBoolean("passed", result.Passed);
        json.WriteString("verdict", verdict.Word.ToLowerInvariant());
        json.WriteString("why", verdict.Says);
        json.WriteString("broken", result.Broken);
        json.WriteString("tool", result.Tool);
        json.WriteString("site", result.Site);

        // A text: not every reader of JSON has whole numbers of 64 bits.
        json.WriteString("seed", result.Seed?.ToString());
        json.WriteString("timing", result.Timing);
        json.WriteString("region", result.Plan.Region);
        json.WriteString("again", result.Again());
        json.WriteString("began", Texts.Hour(result.Began));
        json.WriteString("struck", result.Struck is { } struck ? Texts.Hour(struck) : null);
        json.WriteString("ended", Texts.Hour(result.Ended));
    }

    private static void Objective(Utf8JsonWriter json, ObjectiveResult one)
    {
        json.WriteString("name", one.Name);
        json.WriteString("probe", one.Probe);
        json.WriteString("target", one.Target);
        json.WriteString("actual", one.Actual);
        json.WriteBoolean("met", one.Met);
        json.Number("wanted", one.Wanted, 6);
        json.Number("measured", one.Measured, 6);
        json.WriteString("unit", one.Unit);
    }

    private static void Probe(Utf8JsonWriter json, ProbeResult one)
    {
        json.WriteString("name", one.Name);
        json.WriteNumber("offered", one.Offered);
        json.WriteNumber("succeeded", one.Succeeded);
        json.Share("availability", one.Availability);
        json.WriteStartObject("failures");
        foreach (var (kind, count) in one.Failures)
        {
            json.WriteNumber(kind, count);
        }

        json.WriteEndObject();
        json.Number("p50Ms", one.P50Ms, 2);
        json.Number("p99Ms", one.P99Ms, 2);
        json.Number("maxMs", one.MaxMs, 2);
        json.Span("rtoSeconds", one.Rto);
        json.Span("longestOutageSeconds", one.LongestOutage);
        json.Span("detectSeconds", one.Detect);
        json.Span("decideSeconds", one.Decide);
        json.Span("executeSeconds", one.Execute);
        json.Span("recoverSeconds", one.Recover);
        json.Number("sentLateP99Ms", one.SentLateP99Ms, 2);
        Stranded(json, one.Stranded);
    }

    private static void Stranded(Utf8JsonWriter json, Stranded? one)
    {
        if (one is null)
        {
            json.WriteNull("stranded");
            return;
        }

        json.WriteStartObject("stranded");
        json.WriteNumber("clients", one.Clients);
        json.WriteNumber("of", one.Of);
        json.Span("shortestSeconds", one.Shortest);
        json.Span("longestSeconds", one.Longest);
        json.Span("ttlSeconds", one.Ttl);
        json.Texts("addresses", one.Addresses);
        json.Texts("zones", one.Zones);
        json.WriteEndObject();
    }

    private static void Ledger(Utf8JsonWriter json, LedgerVerdict one)
    {
        json.WriteString("probe", one.Probe);
        json.WriteNumber("sent", one.Sent);
        json.WriteNumber("acknowledged", one.Acknowledged);
        json.WriteNumber("acknowledgedPresent", one.AcknowledgedPresent);
        json.WriteNumber("acknowledgedLost", one.AcknowledgedLost);
        json.WriteNumber("unacknowledgedPresent", one.UnacknowledgedPresent);
        json.WriteNumber("unacknowledgedAbsent", one.UnacknowledgedAbsent);
        json.WriteNumber("duplicated", one.Duplicated);
        json.WriteNumber("reordered", one.Reordered);
        json.WriteNumber("staleReads", one.StaleReads);
        json.WriteNumber("divergent", one.Divergent);
        json.WriteNumber("deadLetters", one.DeadLetters);
        json.WriteNumber("inFlight", one.InFlight);
        json.WriteString("unknown", one.Unknown);
        json.Span("rpoSeconds", one.Rpo);
        json.WriteStartArray("lostSample");
        foreach (var key in one.LostSample)
        {
            json.WriteNumberValue(key);
        }

        json.WriteEndArray();
        json.WriteString("digest", one.Digest);
    }

    private static void Mark(Utf8JsonWriter json, Mark one, DateTimeOffset zero)
    {
        json.WriteString("at", Texts.Hour(one.At));
        json.Number("sinceStrikeSeconds", (one.At - zero).TotalSeconds, 3);
        json.WriteString("kind", one.Kind.Id());
        json.WriteString("says", one.Says);
        json.WriteString("zone", one.Zone);
        json.WriteString("resource", one.Resource);
        json.Number("evidence", one.Evidence, 0);
        json.WriteString("step", one.Step);
    }

    private static void Healed(Utf8JsonWriter json, Healed one, DateTimeOffset zero)
    {
        json.Number("sinceStrikeSeconds", (one.Told.First.At - zero).TotalSeconds, 3);
        json.WriteString("who", one.Who);
        json.WriteString("says", one.Told.Says);
        json.WriteNumber("times", one.Told.Count);
        json.WriteString("step", one.Told.First.Step);
    }

    private static void Rehearsed(Utf8JsonWriter json, Rehearsed one, DateTimeOffset zero)
    {
        json.WriteString("step", one.Id);
        json.WriteString("part", Rehearsing.Name(one.Part));
        json.WriteString("says", one.Says);
        json.WriteString("outcome", Rehearsing.Id(one.Outcome));
        json.WriteString("why", one.Why);
        json.Number("sinceStrikeSeconds", (one.At - zero)?.TotalSeconds, 3);
    }

    private static void Write(Utf8JsonWriter json, Repeats repeats)
    {
        json.WriteStartObject("repeats");
        json.WriteNumber("runs", repeats.Runs.Count);
        json.WriteNumber("passed", repeats.Passed);
        json.Each("rto", repeats.Spreads, one =>
        {
            json.WriteString("probe", one.Probe);
            json.Span("targetSeconds", one.Target);
            json.Span("minSeconds", one.Min);
            json.Span("medianSeconds", one.Median);
            json.Span("p95Seconds", one.P95);
            json.Span("maxSeconds", one.Max);
            json.WriteNumber("met", one.Met);
        });
        json.Each("availability", repeats.Availability, one =>
        {
            json.WriteString("probe", one.Probe);
            json.Number("target", one.Target, 6);
            json.Share("min", one.Min);
            json.Share("p5", one.P5);
            json.Share("median", one.Median);
            json.Share("max", one.Max);
            json.WriteNumber("met", one.Met);
        });
        json.WriteEndObject();
    }
}
