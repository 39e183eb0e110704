using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Faultline.Drills.Sites.Live;

/// <summary>
/// A connection to PostgreSQL by Npgsql, as most programs have it, over TLS where the server speaks it. It belongs to
/// one client of a probe, and nobody pools it.
/// </summary>
/// <remarks>
/// Npgsql is never told to give up: it would then ask the server to cancel, on the caller's thread, and wait for an
/// answer that a server which stands still never gives. Who stops waiting leaves the connection behind, which closes
/// itself as soon as anything comes of it.
/// </remarks>
internal sealed class LiveDatabase : IDatabase
{
    private const string Table = """
        begin;
        select pg_advisory_xact_lock(4566);
        create table if not exists faultline_probes (
          id bigserial primary key, probe text not null, key bigint not null, value text not null,
          at timestamptz not null default clock_timestamp());
        create index if not exists faultline_probes_newest on faultline_probes (probe, key desc);
        commit;
        """;

    private readonly NpgsqlConnection connection;
    private readonly TimeSpan patience;
    private readonly TimeProvider clock;
    private bool isLeft;

    private LiveDatabase(NpgsqlConnection connection, TimeSpan patience, TimeProvider clock) =>
        (this.connection, this.patience, this.clock) = (connection, patience, clock);

    public static async ValueTask<LiveDatabase> Open(DatabaseAddress at, TimeProvider clock, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = at.Host,
            Port = at.Port,
            Database = at.Database,
            Username = at.User,
            Password = at.Password,
            SslMode = SslMode.Prefer,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Enlist = false,
            ApplicationName = "faultline-drill",
            Timeout = Math.Max(1, (int)Math.Ceiling(at.Timeout.TotalSeconds)),
            CommandTimeout = 0,
        };
        var database = new LiveDatabase(new(settings.ConnectionString), at.Timeout, clock);
        try
        {
            await database.Within(database.connection.OpenAsync(CancellationToken.None), ct);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public ValueTask Prepare(CancellationToken ct) => Run(Table, ct);

    public async ValueTask Write(string probe, long key, string value, CancellationToken ct)
    {
        var insert = Command("insert into faultline_probes (probe, key, value) values ($1, $2, $3)");
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = probe });
        insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        await Within(insert.ExecuteNonQueryAsync(CancellationToken.None), ct);
    }

    public async ValueTask<IReadOnlyList<(long Key, string Value)>> Read(string probe, CancellationToken ct)
    {
        var select = Command("select key, value from faultline_probes where probe = $1 order by id");
        select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = probe });
        return await Within(Rows(select), ct);
    }

    public async ValueTask<long> Newest(string probe, CancellationToken ct)
    {
        var select = Command("select coalesce(max(key), 0) from faultline_probes where probe = $1");
        select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = probe });
        return Convert.ToInt64(
            await Within(select.ExecuteScalarAsync(CancellationToken.None), ct), CultureInfo.InvariantCulture);
    }

    public async ValueTask Run(string sql, CancellationToken ct)
    {
        var command = Command(sql);
        await Within(command.ExecuteNonQueryAsync(CancellationToken.None), ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (!isLeft)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>Nobody disposes it: it may be under way still when its caller has gone on, and holds nothing.</summary>
    private NpgsqlCommand Command(string sql) => isLeft
        ? throw new IOException("The connection was given up.")
        : new(sql, connection);

    private static async Task<IReadOnlyList<(long Key, string Value)>> Rows(NpgsqlCommand select)
    {
        var rows = new List<(long, string)>();
        await using var reader = await select.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            rows.Add((reader.GetInt64(0), reader.GetString(1)));
        }

        return rows;
    }

    private async Task Within(Task work, CancellationToken ct) => await Within(Answer(work), ct);

    private async Task<T> Within<T>(Task<T> work, CancellationToken ct)
    {
        try
        {
            return await work.WaitAsync(patience, clock, ct);
        }
        catch (Exception givenUp) when (!work.IsCompleted)
        {
            isLeft = true;
            _ = Bury(work);
            throw givenUp is TimeoutException
                ? new IOException($"timeout: no answer within {patience.TotalSeconds:0.###} s", givenUp)
                : givenUp;
        }
        catch (PostgresException refused)
        {
            throw new IOException($"{refused.SqlState}: {refused.MessageText}", refused);
        }
        catch (Exception broken) when (broken is DbException or SocketException or TimeoutException
            or InvalidOperationException or EndOfStreamException)
        {
            throw new IOException(broken.InnerException?.Message ?? broken.Message, broken);
        }
    }

    private static async Task<bool> Answer(Task work)
    {
        await work;
        return true;
    }

    private async Task Bury(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception nobodyWaits) when (nobodyWaits is DbException or IOException or SocketException
            or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            // Whoever wanted to know has gone on.
        }

        await connection.DisposeAsync();
    }
}
