using System.Globalization;
using Faultline.Whole.Instances;
using Faultline.Whole.Postgres;

namespace Faultline.Whole.Rds;

/// <summary>Rows of a real database that come back: to the second before a mistake, and in another region.</summary>
public sealed class BackupTests
{
    private const string Home = BackedUp.Home;
    private const string Away = "us-west-2";

    [PostgresFact("aws", "psql")]
    public async Task The_rows_of_the_second_before_a_mistake_come_back_through_a_kill()
    {
        await using var server = await Server.Start("--regions", Home);
        var rds = new BackedUp(server);
        await rds.Create("shop");
        await rds.Available(Home, "shop");
        await rds.Sql(Home, "shop", "create table orders (id int); insert into orders select generate_series(1, 1000)");
        await server.Kill();
        await server.Start();
        await rds.Available(Home, "shop");
        await rds.Sql(Home, "shop", "insert into orders values (1001)");

        // Whole seconds, as people give them.
        var now = await rds.Hour(Home, "shop");
        var moment = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + 1);
        await Machines.Until("the second is over", async () => await rds.Hour(Home, "shop") > moment.AddSeconds(0.1));
        await rds.Sql(Home, "shop", "delete from orders where id > 10");
        await Machines.Until("it can be restored", async () => Latest(await rds.Rds(
            Home, "describe-db-instance-automated-backups",
            "--query", "DBInstanceAutomatedBackups[0].RestoreWindow.LatestTime")) >= moment);
        await rds.Rds(
            Home, "restore-db-instance-to-point-in-time", "--source-db-instance-identifier", "shop",
            "--target-db-instance-identifier", "again", "--restore-time",
            moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "--no-publicly-accessible", "--query", "DBInstance.DBInstanceStatus");
        await rds.Available(Home, "again");
        Assert.Equal("1001|501501", await rds.Sql(Home, "again", "select count(*), sum(id) from orders"));
        Assert.Equal("10", await rds.Sql(Home, "shop", "select count(*) from orders"));
        await rds.Delete(Home, "again");
        await rds.Delete(Home, "shop");
        Assert.Equal(0, await server.Stop());
    }

    [PostgresFact("aws", "psql")]
    public async Task A_snapshot_is_copied_to_another_region_through_a_kill_and_restored_there()
    {
        await using var server = await Server.Start("--regions", $"{Home},{Away}");
        var rds = new BackedUp(server);
        await rds.Create("shop");
        await rds.Available(Home, "shop");
        await rds.Sql(Home, "shop", "create table orders (id int); insert into orders select generate_series(1, 1000)");
        var arn = await rds.Rds(
            Home, "create-db-snapshot", "--db-instance-identifier", "shop", "--db-snapshot-identifier", "one",
            "--query", "DBSnapshot.DBSnapshotArn");
        await Taken(Home, "one");
        await rds.Sql(Home, "shop", "insert into orders values (0)");
        await rds.Rds(
            Away, "copy-db-snapshot", "--source-db-snapshot-identifier", arn, "--target-db-snapshot-identifier",
            "two", "--query", "DBSnapshot.Status");
        await server.Kill();
        await server.Start();
        await Taken(Away, "two");
        await rds.Rds(
            Away, "restore-db-instance-from-db-snapshot", "--db-instance-identifier", "again",
            "--db-snapshot-identifier", "two", "--no-publicly-accessible", "--query", "DBInstance.DBInstanceStatus");
        await rds.Available(Away, "again");
        Assert.Equal("1000|500500", await rds.Sql(Away, "again", "select count(*), sum(id) from orders"));
        Assert.Equal("t", await rds.Sql(Away, "again", "select pg_has_role('postgres', 'rds_superuser', 'member')"));
        await rds.Delete(Away, "again");
        await rds.Delete(Home, "shop");
        Assert.Equal(0, await server.Stop());

        Task Taken(string region, string name) => Machines.Until(
            $"{name} is available", async () => await rds.Rds(
                region, "describe-db-snapshots", "--db-snapshot-identifier", name,
                "--query", "DBSnapshots[0].Status") == "available");
    }

    private static DateTimeOffset? Latest(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var hour) ? hour : null;
}
