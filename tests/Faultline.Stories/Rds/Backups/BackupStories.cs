using Faultline.Api.Rds;
using Faultline.Drills.Stories;
using Faultline.Simulation;

namespace Faultline.Stories.Rds.Backups;

/// <summary>
/// Snapshots and restores of databases that are written to, on a server that dies, in zones that lose their power, in
/// regions that are cut off.
/// </summary>
public sealed class BackupStories
{
    private const string Here = Stage.Here;
    private const string There = Stage.There;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_snapshot_has_what_was_acknowledged_before_it() => Explore.Seeds(60, async world =>
    {
        var cloud = new BackupCloud(world);
        await cloud.Begin();
        await cloud.Create(Here, "shop", world.Dice.Below(2), world.Dice.Chance(0.3));
        var clerk = new Clerk(cloud, Here, "shop");
        var work = clerk.Work();
        var torment = cloud.Torment(withPower: true);
        await world.Delay(world.Below(4 * Second));
        var before = world.Now;
        await cloud.Do(
            Here,
            "CreateDBSnapshot",
            new CreateDBSnapshotMessage { DBInstanceIdentifier = "shop", DBSnapshotIdentifier = "one" },
            "DBSnapshotAlreadyExists");
        string? status = null;
        await cloud.Until("the snapshot is taken, or fails", async () =>
        {
            Assert.True(await cloud.IsWhole(Here));
            return (status = (await cloud.Snapshot(Here, "one"))?.Status) is "available" or "failed";
        });
        var after = world.Now;
        await cloud.Quiet(torment);
        await clerk.Stop(work);
        if (status == "available")
        {
            await cloud.Do(
                Here,
                "RestoreDBInstanceFromDBSnapshot",
                new RestoreDBInstanceFromDBSnapshotMessage
                {
                    DBInstanceIdentifier = "again", DBSnapshotIdentifier = "one",
                    PubliclyAccessible = false,
                },
                "DBInstanceAlreadyExists");
            await cloud.Available(Here, "again");
            clerk.Check(await cloud.Values(Here, "again"), before, after);
        }

        await cloud.Available(Here, "shop");
        await cloud.Do(
            Here,
            "DeleteDBSnapshot",
            new DeleteDBSnapshotMessage { DBSnapshotIdentifier = "one" },
            "DBSnapshotNotFound");
        await cloud.Until("nothing is kept for nobody", async () => await cloud.Strays(Here) == "");
    });

    [Fact]
    public void A_moment_is_restored_exactly() => Explore.Seeds(60, async world =>
    {
        var cloud = new BackupCloud(world);
        await cloud.Begin();
        await cloud.Create(Here, "shop", 1, world.Dice.Chance(0.3));
        var clerk = new Clerk(cloud, Here, "shop");
        var work = clerk.Work();
        var torment = cloud.Torment(withPower: true);
        await world.Delay(10 * Second + world.Below(20 * Second));
        await cloud.Quiet(torment);
        DBInstanceAutomatedBackup? backup = null;
        await cloud.Until("there are moments to restore", async () =>
            (backup = await cloud.Backup(Here))?.RestoreWindow is { } window
            && window.LatestTime - window.EarliestTime > 2 * Second);
        await clerk.Stop(work);
        var window = backup!.RestoreWindow!;
        var moment = window.EarliestTime!.Value
            + world.Below(window.LatestTime!.Value - window.EarliestTime.Value);
        await cloud.Do(
            Here,
            "RestoreDBInstanceToPointInTime",
            new RestoreDBInstanceToPointInTimeMessage
            {
                SourceDBInstanceIdentifier = "shop",
                TargetDBInstanceIdentifier = "again",
                PubliclyAccessible = false,
                RestoreTime = moment,
            },
            "DBInstanceAlreadyExists");
        await cloud.Available(Here, "again");
        clerk.Check(await cloud.Values(Here, "again"), moment, moment);
    });

    [Fact]
    public void What_is_replicated_lags_behind_a_cut_link_and_catches_up() => Explore.Seeds(60, async world =>
    {
        var cloud = new BackupCloud(world);
        await cloud.Begin();
        await cloud.Create(Here, "shop", 1);
        var clerk = new Clerk(cloud, Here, "shop");
        var work = clerk.Work();
        await cloud.Do(
            There,
            "StartDBInstanceAutomatedBackupsReplication",
            new StartDBInstanceAutomatedBackupsReplicationMessage
            {
                SourceDBInstanceArn = (await cloud.Instance(Here, "shop"))!.DBInstanceArn!,
            },
            "InvalidDBInstanceAutomatedBackupState");
        var torment = cloud.Torment(withPower: false);
        await world.Delay(world.Below(10 * Second));
        await cut();
        await cloud.Quiet(torment);
        var wanted = world.Now;
        await cloud.Until("it has caught up", async () =>
            (await cloud.Backup(There))?.RestoreWindow?.LatestTime >= wanted);
        await clerk.Stop(work);
        var replica = (await cloud.Backup(There))!;
        Assert.Equal("replicating", replica.Status);
        var window = replica.RestoreWindow!;
        var moment = window.EarliestTime!.Value + world.Below(window.LatestTime!.Value - window.EarliestTime.Value);
        await cloud.Do(
            There,
            "RestoreDBInstanceToPointInTime",
            new RestoreDBInstanceToPointInTimeMessage
            {
                SourceDBInstanceAutomatedBackupsArn = replica.DBInstanceAutomatedBackupsArn,
                TargetDBInstanceIdentifier = "again",
                PubliclyAccessible = false,
                RestoreTime = moment,
            },
            "DBInstanceAlreadyExists");
        await cloud.Available(There, "again");
        clerk.Check(await cloud.Values(There, "again"), moment, moment);

        async Task cut()
        {
            await cloud.Stage.Begin("link-cut", cloud.Stage.Seconds(12, 20), ("from", Here), ("to", There));
            await world.Delay(2 * Second);
            var lagging = (await cloud.Backup(There))?.RestoreWindow?.LatestTime;
            await world.Delay(8 * Second);
            Assert.Equal(lagging, (await cloud.Backup(There))?.RestoreWindow?.LatestTime);
        }
    });

    [Fact]
    public void A_deleted_database_leaves_its_last_snapshot_and_what_it_keeps() => Explore.Seeds(60, async world =>
    {
        var cloud = new BackupCloud(world);
        await cloud.Begin();
        await cloud.Create(Here, "shop", 1);
        var clerk = new Clerk(cloud, Here, "shop");
        var work = clerk.Work();
        await world.Delay(world.Below(3 * Second));
        await clerk.Stop(work);
        var keeps = world.Dice.Chance(0.5);
        var torment = cloud.Torment(withPower: true);
        await cloud.Do(
            Here,
            "DeleteDBInstance",
            new DeleteDBInstanceMessage
            {
                DBInstanceIdentifier = "shop",
                FinalDBSnapshotIdentifier = "last",
                DeleteAutomatedBackups = !keeps,
            },
            "DBSnapshotAlreadyExists");
        string? status = null;
        await cloud.Until("it is gone, or its last snapshot failed", async () =>
        {
            var instance = await cloud.Instance(Here, "shop");
            status = (await cloud.Snapshot(Here, "last"))?.Status;
            Assert.True(instance is not null || status == "available", "It went without its last snapshot.");
            return instance is null || status == "failed";
        });
        await cloud.Quiet(torment);
        if (status != "available")
        {
            await cloud.Available(Here, "shop");
            return;
        }

        await cloud.Do(
            Here,
            "RestoreDBInstanceFromDBSnapshot",
            new RestoreDBInstanceFromDBSnapshotMessage
            {
                DBInstanceIdentifier = "again", DBSnapshotIdentifier = "last",
                PubliclyAccessible = false,
            },
            "DBInstanceAlreadyExists");
        await cloud.Available(Here, "again");
        clerk.Check(await cloud.Values(Here, "again"), world.Now, world.Now);
        await cloud.Until("nothing is kept for nobody", async () => await cloud.Strays(Here) == "");
    });

    [Fact]
    public void A_copy_waits_while_its_region_is_cut_off() => Explore.Seeds(60, async world =>
    {
        var cloud = new BackupCloud(world);
        await cloud.Begin();
        await cloud.Create(Here, "shop", 0);
        var clerk = new Clerk(cloud, Here, "shop");
        var work = clerk.Work();
        await world.Delay(world.Below(3 * Second));
        await cloud.Do(
            Here,
            "CreateDBSnapshot",
            new CreateDBSnapshotMessage { DBInstanceIdentifier = "shop", DBSnapshotIdentifier = "one" },
            "DBSnapshotAlreadyExists");
        await cloud.Until(
            "the snapshot is taken", async () => (await cloud.Snapshot(Here, "one"))?.Status == "available");
        await clerk.Stop(work);
        var arn = (await cloud.Snapshot(Here, "one"))!.DBSnapshotArn!;
        var torment = cloud.Torment(withPower: false);
        if (world.Dice.Chance(0.5))
        {
            await cloud.Stage.Begin("link-cut", cloud.Stage.Seconds(1, 10), ("from", There), ("to", Here));
        }

        await cloud.Do(
            There,
            "CopyDBSnapshot",
            new CopyDBSnapshotMessage { SourceDBSnapshotIdentifier = arn, TargetDBSnapshotIdentifier = "two" },
            "DBSnapshotAlreadyExists");
        await cloud.Until("it has come", async () => (await cloud.Snapshot(There, "two"))?.Status == "available");
        await cloud.Quiet(torment);
        await cloud.Do(
            There,
            "RestoreDBInstanceFromDBSnapshot",
            new RestoreDBInstanceFromDBSnapshotMessage { DBInstanceIdentifier = "again", DBSnapshotIdentifier = "two" },
            "DBInstanceAlreadyExists");
        await cloud.Available(There, "again");
        clerk.Check(await cloud.Values(There, "again"), DateTimeOffset.MinValue, world.Now);
        Assert.True((await cloud.Values(There, "again")).Count > 0 || clerk.Count == 0);
    });
}
