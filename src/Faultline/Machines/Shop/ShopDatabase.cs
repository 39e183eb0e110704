using Npgsql;

namespace Faultline.Machines.Shop;

/// <summary>
/// The connections to the database, and how the shop bears that it fails over: what is broken is let go at once, and
/// tried again as long as whoever asks still waits.
/// </summary>
internal sealed class ShopDatabase(ShopSettings settings, Whereabouts where, TimeProvider clock)
{
    /// <summary>Few: there are many instances, and a small database takes a hundred connections.</summary>
    private const int ConnectionsMax = 4;

    private const string ReadOnly = "25006";
    private const int ConnectWithinSeconds = 2;
    private const int AnswerWithinSeconds = 2;

    /// <summary>Nothing is tried again later than this: clients have waited long enough, and come again.</summary>
    private static readonly TimeSpan tryFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private NpgsqlDataSource? source;
    private string? at;
    private volatile bool isPrepared;

    /// <summary>Does something at the database, perhaps more than once: it must bear that.</summary>
    public T Do<T>(Func<NpgsqlConnection, T> work)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var now = Source();
            try
            {
                using var connection = now.OpenConnection();
                Prepare(connection);
                return work(connection);
            }
            catch (Exception trouble) when (IsOfTheWay(trouble))
            {
                // The others lead where this one led, unless it is only slow: what is slow is not to be greeted anew.
                if (!IsLate(trouble))
                {
                    now.Clear();
                }

                if (clock.GetElapsedTime(began) > tryFor)
                {
                    throw new Away($"The database at {where.Host} does not answer: {trouble.Message}", trouble);
                }
            }

            Thread.Sleep(pause);
        }
    }

    /// <summary>Whether it may go well on another connection: nothing is wrong with what was asked.</summary>
    private static bool IsOfTheWay(Exception trouble) => trouble switch
    {
        PostgresException told => told.IsTransient || told.SqlState == ReadOnly,
        NpgsqlException or TimeoutException or IOException => true,
        ObjectDisposedException => true, // Of a place that the database has left.
        _ => false,
    };

    private static bool IsLate(Exception trouble) =>
        trouble is TimeoutException or NpgsqlException { InnerException: TimeoutException };

    private NpgsqlDataSource Source()
    {
        lock (gate)
        {
            var host = where.Host;
            if (source is null || host != at)
            {
                source?.Dispose();
                source = Make(host);
                at = host;
                isPrepared = false;
            }

            return source;
        }
    }

    private NpgsqlDataSource Make(string host)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = host,
            Port = settings.Port,
            Database = settings.Database,
            Username = settings.User,
            Password = settings.Password,
            SslMode = SslMode.Require,
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = ConnectionsMax,
            Timeout = ConnectWithinSeconds,
            CommandTimeout = AnswerWithinSeconds,
            CancellationTimeout = -1,
            NoResetOnClose = true,
        }.ConnectionString);
        builder.EnableTransportSecurity();
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }

    /// <summary>Makes the tables, where nobody has: all instances come up at the same time.</summary>
    private void Prepare(NpgsqlConnection connection)
    {
        if (isPrepared)
        {
            return;
        }

        using var tables = new NpgsqlCommand(
            """
            begin;
            select pg_advisory_xact_lock(727);
            create table if not exists orders (
                number bigint generated always as identity primary key,
                key text not null unique,
                placed timestamptz not null default now(),
                fulfilled timestamptz);
            create table if not exists cart_items (
                cart text, thing text, count int not null, primary key (cart, thing));
            create table if not exists order_items (
                key text, thing text, count int not null, primary key (key, thing));
            create table if not exists outbox (
                number bigint generated always as identity primary key, key text not null);
            commit;
            """,
            connection);
        tables.ExecuteNonQuery();
        isPrepared = true;
    }
}
