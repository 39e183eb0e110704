namespace Faultline.Drills.Plans;

/// <summary>
/// The keys of a drill file, by the mapping that they stand in. The schema names the same ones, which a test holds.
/// </summary>
internal static class Keys
{
    public static readonly string[] Drill =
    [
        "name", "says", "region", "account", "stacks", "workload", "steady", "faults", "objectives", "before",
        "recover", "after", "afterwards",
    ];

    public static readonly string[] Stack = ["template", "region", "parameters"];

    public static readonly string[] Steady = ["success", "p99", "for", "within"];

    public static readonly string[] Objectives =
        ["rto", "rpo", "lost-writes", "availability", "p99", "probes"];

    /// <summary>Objectives of one probe.</summary>
    public static readonly string[] ProbeObjectives = [.. Objectives.Where(key => key != "probes")];

    /// <summary>The kinds of probes: exactly one of these stands in each.</summary>
    public static readonly string[] Kinds =
        ["http", "postgres-writes", "postgres-reads", "queue-sends", "queue-receives"];

    /// <summary>What every probe may have.</summary>
    public static readonly string[] Probe = ["rate", "clients", "timeout", "retries", "steps"];

    public static readonly string[] Step = ["at", "rate"];

    public static readonly string[] Database = ["host", "port", "database", "user", "password"];

    /// <summary>What strikes do: exactly one of these stands in each.</summary>
    public static readonly string[] Strikes = ["fault", "scenario", "fis", "call", "sql"];

    /// <summary>What every strike may have.</summary>
    public static readonly string[] Strike = ["at", "says"];

    /// <summary>What an operation is waited for by.</summary>
    public static readonly string[] Then = ["call", "input", "path", "is", "within", "keep"];

    /// <summary>What a probe of a kind may have besides its kind.</summary>
    public static string[] OfProbe(string kind) => kind switch
    {
        "http" => ["body", "content-type", "zone-header", "read-back", .. Probe],
        "postgres-reads" => ["of", .. Probe],
        "queue-receives" => ["dead-letters", .. Probe],
        _ => Probe,
    };

    /// <summary>What a strike of a kind may have besides it; a fault has the parameters of its kind, too.</summary>
    public static string[] OfStrike(string kind) => kind switch
    {
        "fault" => ["for", .. Strike],
        "scenario" => ["with", .. Strike],
        "call" => ["input", "region", "recovers", "step", "then", .. Strike],
        "sql" => ["database", .. Strike],
        _ => Strike,
    };
}
