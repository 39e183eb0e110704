using Faultline.Api.Rds;
using Faultline.Simulation;

namespace Faultline.Stories.Rds;

/// <summary>
/// The same life of a database again and again, and each time the server dies at another write or sync of its disk: for
/// every one that there is. Whatever it was about to do, it ends right.
/// </summary>
public sealed class CrashPoints
{
    private const string Name = "orders";
    private const string Restored = "again";
    private const string Saved = "saved";

    [Fact]
    public void The_server_is_killed_at_every_write_and_sync() =>
        DiskActs.Each("is killed", 50, (world, nth) => Live(world, nth, losesPower: false));

    [Fact]
    public void The_server_loses_its_power_at_every_write_and_sync() =>
        DiskActs.Each("loses its power", 50, (world, nth) => Live(world, nth, losesPower: true));

    /// <summary>One life of a database; true when the server died in it.</summary>
    private static async Task<bool> Live(World world, int nth, bool losesPower)
    {
        var household = await Household.Open(world);
        var began = household.Server.DiskActs;
        household.Server.DieAt(nth, losesPower);
        await Until(household, "it is asked for", async () =>
            await household.Create(Name, order => order.MultiAZ = true) || await household.Find(Name) is not null);
        await Until(household, "it is available", () => Is(household, Name, "available"));
        await Write(household, Name, 1);

        await Until(household, "it is to fail over", () => household.Try<RebootDBInstanceResult>(
            "RebootDBInstance",
            new RebootDBInstanceMessage { DBInstanceIdentifier = Name, ForceFailover = true }));
        await Until(household, "it has failed over", () => Is(household, Name, "available"));
        await Write(household, Name, 2);

        await Until(household, "it is saved", async () => await Snapshot(household) is not null
            || await household.Try<CreateDBSnapshotResult>("CreateDBSnapshot", new CreateDBSnapshotMessage
            {
                DBInstanceIdentifier = Name, DBSnapshotIdentifier = Saved,
            }));
        await Until(
            household, "the snapshot is there", async () => (await Snapshot(household))?.Status == "available");
        await Write(household, Name, 3);

        await Until(household, "another one is restored", async () => await household.Find(Restored) is not null
            || await household.Try<RestoreDBInstanceFromDBSnapshotResult>(
                "RestoreDBInstanceFromDBSnapshot",
                new RestoreDBInstanceFromDBSnapshotMessage
                {
                    DBInstanceIdentifier = Restored, DBSnapshotIdentifier = Saved, PubliclyAccessible = false,
                }));
        await Until(household, "it is available too", () => Is(household, Restored, "available"));
        Assert.Equal([1, 2, 3], await Values(household, Name));
        Assert.Equal([1, 2], await Values(household, Restored));

        await Delete(household, Name);
        await Delete(household, Restored);
        await Until(household, "the snapshot is gone", async () => await household.Try<DeleteDBSnapshotResult>(
            "DeleteDBSnapshot", new DeleteDBSnapshotMessage { DBSnapshotIdentifier = Saved })
            || (await Shots(household))?.Count == 0);
        await Until(household, "nothing is left", async () => household.Server.Answers
            && (await household.Server.Databases()).Count == 0
            && household.Server.Postgres.All.Count == 0
            && household.Server.Backups.All.Count == 0
            && await household.Interfaces() is []);
        return household.Server.DiskActs >= began + nth;
    }

    private static Task Delete(Household household, string name) => Until(
        household,
        $"{name} is deleted",
        async () => await household.Try<DeleteDBInstanceResult>("DeleteDBInstance", new DeleteDBInstanceMessage
        {
            DBInstanceIdentifier = name, SkipFinalSnapshot = true,
        })
        || (await household.Find(name) is null or { DBInstanceStatus: "deleting" } && household.Server.Answers));

    private static async Task<bool> Is(Household household, string name, string status) =>
        (await household.Find(name))?.DBInstanceStatus == status;

    private static async Task<List<DBSnapshot>?> Shots(Household household) =>
        (await household.Server.Ask<DBSnapshotMessage>(
            "DescribeDBSnapshots", new DescribeDBSnapshotsMessage { SnapshotType = "manual" }))?.DBSnapshots;

    private static async Task<DBSnapshot?> Snapshot(Household household) =>
        (await Shots(household))?.Find(each => each.DBSnapshotIdentifier == Saved);

    private static Task Write(Household household, string name, long value) => Until(
        household,
        $"{name} takes {value}",
        async () => await household.Find(name) is { Endpoint: not null }
            && household.Server.Answers
            && await household.Write(name, value) == ScriptedWrite.Acknowledged);

    /// <summary>What an instance holds; a value may be there twice where nobody heard of the first.</summary>
    private static async Task<List<long>> Values(Household household, string name)
    {
        List<long>? found = null;
        await Until(household, $"{name} has one writer", async () =>
        {
            var database = household.Server.Answers
                ? (await household.Server.Databases()).FirstOrDefault(each => each.Name == name)
                : null;
            var writer = database?.Servers.SingleOrDefault(each => household.Server.Postgres.IsWriting(each.Key));
            found = writer is null ? null : [.. household.Server.Postgres.Values(writer.Key).Distinct().Order()];
            return found is not null;
        });
        return found!;
    }

    /// <summary>A server that has died comes back a moment later; no promise is broken meanwhile.</summary>
    private static Task Until(Household household, string what, Func<Task<bool>> isSo) =>
        household.Until(what, async () =>
        {
            if (!household.Server.Answers)
            {
                await household.Revive();
            }

            await household.CheckPromises();
            return await isSo();
        });
}
