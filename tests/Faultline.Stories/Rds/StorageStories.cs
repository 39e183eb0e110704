using Faultline.Api.Rds;
using Faultline.Simulation;

namespace Faultline.Stories.Rds;

/// <summary>Databases whose storage runs out, while the server dies now and then.</summary>
public sealed class StorageStories
{
    private const string Name = "orders";
    private const string Exhausted = "Allocated storage has been exhausted. Allocate additional storage to resolve.";

    [Fact]
    public void What_is_full_is_shut_down_until_it_is_made_larger_and_has_lost_nothing() =>
        Explore.Seeds(30, async world =>
        {
            var household = await Begin(world, null);
            household.Server.Postgres.ValueBytes = 1L << 30;
            var written = new List<long>();
            for (var value = 1; value <= 60 && await Status(household) != "storage-full"; value++)
            {
                if (await household.Write(Name, value) == ScriptedWrite.Acknowledged)
                {
                    written.Add(value);
                }

                await world.Delay(world.Below(Household.Second));
            }

            await household.UntilStatus(Name, "storage-full");
            await MayBeKilled(world, household);
            await household.Until("nobody runs", () => Task.FromResult(household.Server.Postgres.All.All(
                server => server.Process == Engines.Postgres.ServerProcess.None)));
            Assert.NotEqual(ScriptedWrite.Acknowledged, await household.Write(Name, 100));
            Assert.False(await household.Try<RebootDBInstanceResult>(
                "RebootDBInstance", new RebootDBInstanceMessage { DBInstanceIdentifier = Name }));
            Assert.Equal(1, await Count(household, Exhausted));

            await household.Until("it is enlarged", () => Enlarge(household, 200));
            await MayBeKilled(world, household);
            await household.UntilStatus(Name, "available");
            await household.UntilWritten(Name, 101);
            var writer = household.Server.Postgres.All.Single(server =>
                household.Server.Postgres.IsWriting(server.Key));
            Assert.Empty(written.Except(household.Server.Postgres.Values(writer.Key)));
            Assert.Equal(200, (await household.Find(Name))!.AllocatedStorage);
            Assert.Equal(1, await Count(household, "Finished applying modification to allocated storage"));
            Assert.Equal(0, await Count(household, "DB instance stopped"));
        });

    [Fact]
    public void What_may_grow_by_itself_does_so_when_a_fault_fills_its_disk() => Explore.Seeds(30, async world =>
    {
        var household = await Begin(world, 100);
        await household.UntilWritten(Name, 1);
        var zone = (await household.Server.Databases())[0].Zone!;
        await household.Stage.Begin("disk-full", null, ("place", zone));
        await MayBeKilled(world, household);
        await household.Until("it has grown", async () =>
            await household.Find(Name) is { AllocatedStorage: 30, DBInstanceStatus: "available" });

        // The fault is in force still: what it filled is not all that there is any more.
        await household.UntilWritten(Name, 2);
        await world.Delay(30 * Household.Second);
        Assert.Equal(30, (await household.Find(Name))!.AllocatedStorage);
        Assert.Equal("available", await Status(household));
        Assert.Equal(1, await Count(household, Exhausted));
        Assert.Equal(1, await Count(
            household, "Finished applying autoscaling-initiated modification to allocated storage."));
        await household.Stage.Clear(_ => true);
        await household.UntilWritten(Name, 3);
    });

    [Fact]
    public void What_a_fault_filled_is_back_when_the_fault_ends() => Explore.Seeds(30, async world =>
    {
        var household = await Begin(world, null);
        await household.UntilWritten(Name, 1);
        await household.Stage.Begin("disk-full", null, ("place", (await household.Server.Databases())[0].Zone!));
        if (world.Dice.Chance(0.7))
        {
            await household.UntilStatus(Name, "storage-full");
        }

        await world.Delay(world.Below(Household.Second));
        await MayBeKilled(world, household);
        await household.Stage.Clear(_ => true);
        await household.UntilStatus(Name, "available");
        await household.UntilWritten(Name, 2);
        Assert.Equal(20, (await household.Find(Name))!.AllocatedStorage);
    });

    private static async Task<Household> Begin(World world, int? growsTo)
    {
        var household = await Household.Open(world);
        Assert.True(await household.Create(Name, order =>
            (order.MultiAZ, order.MaxAllocatedStorage) = (world.Dice.Chance(0.5), growsTo)));
        await household.UntilStatus(Name, "available");
        return household;
    }

    private static async Task MayBeKilled(World world, Household household)
    {
        if (world.Dice.Chance(0.5))
        {
            await world.Delay(world.Below(300 * Household.Ms));
            await household.Kill();
        }
    }

    private static async Task<string?> Status(Household household) =>
        (await household.Find(Name))?.DBInstanceStatus;

    private static Task<bool> Enlarge(Household household, int size) => household.Try<ModifyDBInstanceResult>(
        "ModifyDBInstance",
        new ModifyDBInstanceMessage
        {
            DBInstanceIdentifier = Name, AllocatedStorage = size, ApplyImmediately = true,
        });

    private static async Task<int> Count(Household household, string message)
    {
        EventsMessage? all = null;
        await household.Until("events are told", async () => (all = await household.Server.Ask<EventsMessage>(
            "DescribeEvents", new DescribeEventsMessage { Duration = 1440 })) is not null);
        return all!.Events!.Count(each => each.Message == message);
    }
}
