using System.Net;
using Npgsql;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>
/// Connections of our superuser to one server. What is set for clients does not hold in them, and what is asked in them
/// is in no log.
/// </summary>
internal static class Session
{
    private const string Settings =
        "-c search_path=pg_catalog -c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0 "
        + "-c idle_in_transaction_session_timeout=0 -c default_transaction_read_only=off "
        + "-c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic "
        + "-c log_duration=off -c client_min_messages=error -c standard_conforming_strings=on -c DateStyle=ISO";

    /// <summary>A source of connections that keeps none. It is cheap, and is disposed with what uses it.</summary>
    public static NpgsqlDataSource To(IPEndPoint at, string admin, string password)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = at.Address.ToString(),
            Port = at.Port,
            Username = admin,
            Password = password,
            Database = "postgres",
            ApplicationName = "faultline",
            Options = Settings,
            Pooling = false,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Timeout = 0,
            CommandTimeout = 0,

            // Who gives up closes the connection; a server that stands still is not asked to give up too.
            CancellationTimeout = -1,
            ServerCompatibilityMode = ServerCompatibilityMode.NoTypeLoading,
        }.ConnectionString);
        return builder.Build();
    }

    public static async ValueTask<string?> Ask(NpgsqlConnection connection, string query, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    public static async ValueTask Do(NpgsqlConnection connection, string statement, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
