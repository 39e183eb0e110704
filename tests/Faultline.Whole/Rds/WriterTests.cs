using Faultline.Whole.Postgres;
using Npgsql;

namespace Faultline.Whole.Rds;

/// <summary>
/// A writer that tries again, as applications do: what was acknowledged to it is there, whatever happens to the server
/// that took it.
/// </summary>
public sealed class WriterTests
{
    private const int RowsBetween = 50;

    [PostgresFact("aws", "psql")]
    public async Task No_acknowledged_row_is_lost_in_a_failover_or_with_the_power_of_a_zone()
    {
        await using var database = await Database.Make(isMultiAz: true);
        (await database.Psql("create table rows (id bigint primary key)")).MustSucceed();
        using var ends = new CancellationTokenSource();
        var writer = new Writer(database.Connection);
        var writes = writer.Run(ends.Token);
        await writer.Reach(RowsBetween);

        await database.FailOver();
        await writer.Reach(writer.Count + RowsBetween);
        await database.Available();
        await database.InSync();

        using var faults = new FaultDoor(database.Server);
        var fault = await faults.Begin(new { kind = "zone-power", zone = await database.Zone() });
        await writer.Reach(writer.Count + RowsBetween);
        await faults.Clear(fault);
        await writer.Reach(writer.Count + RowsBetween);

        await ends.CancelAsync();
        await writes;
        var there = (await database.Psql("select id from rows")).MustSucceed().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(long.Parse)
            .ToHashSet();
        Assert.Empty(writer.Acknowledged.Except(there));
        Assert.True(writer.Failures > 0, "The failover broke nothing: was there one?");
    }

    /// <summary>Writes one row after the other, each until it is acknowledged.</summary>
    private sealed class Writer(string connection) : IAsyncDisposable
    {
        private readonly List<long> acknowledged = [];
        private NpgsqlConnection? open;

        public IReadOnlyList<long> Acknowledged => acknowledged;

        public int Count => Volatile.Read(ref count);

        public int Failures { get; private set; }

        private int count;

        public async Task Run(CancellationToken ct)
        {
            for (var id = 1L; !ct.IsCancellationRequested; id++)
            {
                while (!await Write(id) && !ct.IsCancellationRequested)
                {
                    Failures++;
                    await Task.Delay(50, CancellationToken.None);
                }
            }

            await Close();
        }

        public Task Reach(int rows) => Database.Until($"{rows} rows are written", () => Task.FromResult(Count >= rows));

        private async Task<bool> Write(long id)
        {
            try
            {
                if (open is null)
                {
                    open = new(connection);
                    await open.OpenAsync();
                }

                // One that was written, but not acknowledged, is there already.
                await using var insert = new NpgsqlCommand(
                    "insert into rows values ($1) on conflict do nothing", open)
                {
                    Parameters = { new() { Value = id } },
                };
                await insert.ExecuteNonQueryAsync();
                acknowledged.Add(id);
                Interlocked.Increment(ref count);
                return true;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                await Close();
                return false;
            }
        }

        public ValueTask DisposeAsync() => new(Close());

        private async Task Close()
        {
            if (open is not null)
            {
                await open.DisposeAsync();
                open = null;
            }
        }
    }
}
