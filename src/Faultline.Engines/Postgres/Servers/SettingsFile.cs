using System.Globalization;
using System.Text;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>
/// The settings of a server as files: what we set unless it is set otherwise, the database's own parameters, and what
/// nobody sets but we. In such a file the last word counts.
/// </summary>
internal static class SettingsFile
{
    /// <summary>What is in the data folder. Everything else is in ours, made anew at each start.</summary>
    public const string InData = "include_if_exists = '../server.conf'\n";

    /// <summary>Small, so that many databases find room on one machine.</summary>
    private static readonly (string Name, string Value)[] Defaults =
    [
        ("shared_buffers", "16MB"),
        ("max_connections", "100"),
        ("wal_level", "replica"),
        ("max_wal_senders", "20"),
        ("max_replication_slots", "20"),
        ("min_wal_size", "32MB"),
        ("max_wal_size", "512MB"),
        ("wal_keep_size", "64MB"),
        ("huge_pages", "off"),
        ("timezone", "UTC"),
        ("lc_messages", "C"),
        ("log_line_prefix", "%t:%r:%u@%d:[%p]:"),
        ("log_rotation_age", "60"),
        ("log_rotation_size", "10MB"),

        // A standby that hears nothing for so long asks, and begins anew; a writer lets go of one that is silent.
        ("wal_receiver_timeout", "2s"),
        ("wal_sender_timeout", "10s"),
        ("wal_receiver_status_interval", "1s"),
    ];

    /// <param name="isStandby">The data are a standby's, whether it has an upstream or not.</param>
    public static string Render(ServerFolder folder, ServerSettings settings, ArchiveCommands? archive)
    {
        var file = new StringBuilder();
        foreach (var (name, value) in Defaults)
        {
            Add(file, name, value);
        }

        foreach (var (name, value) in settings.Parameters.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.'))
            {
                throw new PostgresFailed($"'{name}' cannot be the name of a parameter.");
            }

            Add(file, name, value);
        }

        Place(file, folder, settings);
        Replicate(file, settings, archive);
        return file.ToString();
    }

    /// <summary>Who may connect how: the admin from anywhere, others as demanded, nobody without a password.</summary>
    public static string RenderAccess(string admin, bool demandsTls)
    {
        var name = Quoted.Access(admin);
        return $"""
            host all {name} all scram-sha-256
            host replication {name} all scram-sha-256
            {(demandsTls ? "hostssl" : "host")} all all all scram-sha-256

            """;
    }

    private static void Place(StringBuilder file, ServerFolder folder, ServerSettings settings)
    {
        Add(file, "listen_addresses", settings.Listen.Address.ToString());
        Add(file, "port", settings.Listen.Port.ToString(CultureInfo.InvariantCulture));
        Add(file, "unix_socket_directories", "");
        Add(file, "hba_file", folder.Access);
        Add(file, "password_encryption", "scram-sha-256");

        // Shared memory by files of the data folder: it goes with the folder, also after a kill.
        Add(file, "dynamic_shared_memory_type", "mmap");
        Add(file, "fsync", "on");
        Add(file, "full_page_writes", "on");
        Add(file, "wal_log_hints", "on");
        Add(file, "superuser_reserved_connections", "5");
        Add(file, "logging_collector", "on");
        Add(file, "log_destination", "stderr");
        Add(file, "log_directory", folder.Logs);
        Add(file, "log_filename", "postgresql.log.%Y-%m-%d-%H%M");
        Add(file, "log_file_mode", "0600");
        Add(file, "ssl", settings.Tls is null ? "off" : "on");
        Add(file, "ssl_cert_file", folder.Certificate);
        Add(file, "ssl_key_file", folder.Key);
    }

    private static void Replicate(StringBuilder file, ServerSettings settings, ArchiveCommands? archive)
    {
        Add(file, "hot_standby", "on");
        Add(file, "wal_retrieve_retry_interval", "100ms");
        Add(file, "recovery_target_timeline", "latest");
        Add(file, "primary_conninfo", settings.Upstream is { } upstream ? ConnectionTo(upstream) : "");
        Add(file, "primary_slot_name", settings.Upstream is null ? "" : SlotName.Of(settings.Upstream.Slot));
        Add(file, "synchronous_standby_names", settings.Synchronous.Count == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"ANY {settings.Quorum} ({string.Join(", ", settings.Synchronous.Select(Quoted.Name))})"));

        // Standbys archive too: what a writer could not hand over any more, the one after it has. Changing whether
        // there is an archive needs no restart, as without one nothing is done, with success.
        Add(file, "archive_mode", "always");
        Add(file, "archive_library", "");
        Add(file, "archive_command", archive?.Keep ?? "true");
        Add(file, "archive_timeout", archive is null
            ? "0"
            : ((int)Math.Ceiling(settings.ArchiveEvery.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
        Add(file, "restore_command", archive?.Restore ?? "");
    }

    private static string ConnectionTo(Upstream upstream) => string.Create(
        CultureInfo.InvariantCulture,
        $"host={upstream.At.Address} port={upstream.At.Port} user={Quoted.Connection(upstream.Admin)} "
        + $"password={Quoted.Connection(upstream.Password)} application_name={Quoted.Connection(upstream.Slot)} "
        + $"sslmode=disable gssencmode=disable connect_timeout=5 tcp_user_timeout=10000");

    private static void Add(StringBuilder file, string name, string value) =>
        file.Append(name).Append(" = ").AppendLine(Quoted.Setting(value));
}

/// <summary>What a server runs for each piece of its log, and to get one back.</summary>
internal sealed record ArchiveCommands(string Keep, string Restore);
