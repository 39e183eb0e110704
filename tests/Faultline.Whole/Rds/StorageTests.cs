using Faultline.Whole.Postgres;

namespace Faultline.Whole.Rds;

/// <summary>A database whose storage is full: by a fault, as nobody writes so much for a test.</summary>
public sealed class StorageTests
{
    private const string Name = "shop";

    [PostgresFact("aws", "psql")]
    public async Task A_full_database_is_shut_down_and_is_back_with_all_that_it_had_once_it_is_larger()
    {
        await using var database = await Database.Make(isMultiAz: false);
        (await database.Psql("create table rows (id bigint); insert into rows values (7)")).MustSucceed();
        using var faults = new FaultDoor(database.Server);
        await faults.Begin(new { kind = "disk-full", resource = Name });
        await Database.Until("it is full", async () => await database.Show("DBInstanceStatus") == "storage-full");
        await Database.Until(
            "nobody gets in", async () => (await database.Psql("select 1")).Code != 0);

        await database.Aws(
            "modify-db-instance", "--db-instance-identifier", Name, "--allocated-storage", "30", "--apply-immediately");
        await database.Available();
        Assert.Equal("7", (await database.Psql("select id from rows")).MustSucceed().Output.Trim());
        var events = await database.Aws(
            "describe-events", "--source-type", "db-instance", "--source-identifier", Name, "--duration", "60",
            "--query", "Events[].Message");
        Assert.Contains("Allocated storage has been exhausted.", events, StringComparison.Ordinal);
        Assert.Contains("Finished applying modification to allocated storage", events, StringComparison.Ordinal);
    }

    [PostgresFact("aws", "psql")]
    public async Task A_full_database_that_may_grow_does_so_by_itself()
    {
        await using var database = await Database.Make(isMultiAz: true);
        await database.Aws(
            "modify-db-instance", "--db-instance-identifier", Name, "--max-allocated-storage", "100");
        using var faults = new FaultDoor(database.Server);
        await faults.Begin(new { kind = "disk-full", resource = Name });
        await Database.Until("it has grown", async () => await database.Show("AllocatedStorage") == "30");
        await database.Available();
        Assert.Equal("1", (await database.Psql("select 1")).MustSucceed().Output.Trim());
    }
}
