using System.Globalization;

namespace Faultline.Services.Rds.Parameters;

/// <summary>
/// What PostgreSQL gets of what is in force at an instance. Formulas are computed for its class, and capped: what a
/// class has in AWS would take this machine whole. What replication, the archive, TLS and the log need is the engine's.
/// </summary>
internal static class ForServer
{
    private const string Libraries = "shared_preload_libraries";

    /// <summary>In PostgreSQL's own units: blocks of 8 KiB, KiB, or a count.</summary>
    private static readonly Dictionary<string, long> most = new(StringComparer.Ordinal)
    {
        ["shared_buffers"] = 16_384,
        ["max_connections"] = 200,
        ["maintenance_work_mem"] = 65_536,
        ["autovacuum_work_mem"] = 65_536,
        ["max_worker_processes"] = 8,
        ["max_parallel_workers"] = 8,
    };

    /// <summary>Replication needs at least so much of these.</summary>
    private static readonly Dictionary<string, long> least = new(StringComparer.Ordinal)
    {
        ["max_wal_senders"] = 20,
        ["max_replication_slots"] = 20,
        ["max_connections"] = 20,
        ["max_worker_processes"] = 8,
        ["max_logical_replication_workers"] = 4,
    };

    /// <summary>Set by nobody but the engine.</summary>
    private static readonly HashSet<string> engines = new(StringComparer.Ordinal)
    {
        "log_destination", "log_filename", "log_rotation_age", "log_rotation_size",
        "hot_standby_feedback", "wal_receiver_status_interval", "ssl_ciphers",
    };

    /// <summary>
    /// What RDS has for these fits its own machines; PostgreSQL's default, or the engine's, does here.
    /// </summary>
    private static readonly HashSet<string> unasked = new(StringComparer.Ordinal)
    {
        Libraries, "max_wal_senders", "max_replication_slots", "max_wal_size", "min_wal_size", "wal_keep_size",
        "wal_receiver_timeout", "wal_sender_timeout", "max_stack_depth",
    };

    /// <summary>Libraries that come with PostgreSQL itself; others are not loaded, and cannot be.</summary>
    private static readonly HashSet<string> own = new(StringComparer.OrdinalIgnoreCase)
    {
        "auto_explain", "pg_prewarm", "pg_stat_statements",
    };

    /// <param name="values">By RDS's names, what somebody changed and is in force.</param>
    public static IReadOnlyDictionary<string, string> Of(
        int major, IReadOnlyDictionary<string, string> values, InstanceFacts instance)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var facts in ParameterTable.Of(major).Values.Where(IsOfPostgres))
        {
            if (values.GetValueOrDefault(facts.Name) is { } asked)
            {
                Put(all, facts, asked, instance);
            }
            else if (facts.Value is { } value && !unasked.Contains(facts.Name))
            {
                Put(all, facts, value, instance);
            }
        }

        if (values.GetValueOrDefault("rds.logical_replication") == "1")
        {
            all["wal_level"] = "logical";
        }

        return all;
    }

    /// <summary>Clients have to speak TLS; from version 15 on unless somebody says otherwise.</summary>
    public static bool DemandsTls(int major, IReadOnlyDictionary<string, string> values) =>
        (values.GetValueOrDefault("rds.force_ssl") ?? ParameterTable.Of(major)["rds.force_ssl"].Value) == "1";

    private static bool IsOfPostgres(ParameterFacts facts) =>
        facts.IsModifiable
        && !facts.Name.StartsWith("rds.", StringComparison.Ordinal)
        && !engines.Contains(facts.Name);

    private static void Put(
        SortedDictionary<string, string> all, ParameterFacts facts, string value, InstanceFacts instance)
    {
        if (facts.Name == Libraries)
        {
            all[Libraries] = string.Join(
                ',', value.Split(',', StringSplitOptions.TrimEntries).Where(own.Contains));
            return;
        }

        all[facts.Name] = Formula.Is(value)
            ? Text(Within(facts.Name, Formula.Compute(value, instance) ?? 0, isComputed: true))
            : long.TryParse(value, CultureInfo.InvariantCulture, out var number)
                ? Text(Within(facts.Name, number, isComputed: false))
                : value;
    }

    /// <summary>A number that somebody wrote stands, but for the memory that is taken when the server starts.</summary>
    private static long Within(string name, long value, bool isComputed)
    {
        var cap = isComputed || name == "shared_buffers" ? most.GetValueOrDefault(name, long.MaxValue) : long.MaxValue;
        return Math.Max(Math.Min(value, cap), Math.Min(cap, least.GetValueOrDefault(name, long.MinValue)));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
