using Faultline.Api.Rds;
using Faultline.Simulation;

namespace Faultline.Stories.Rds;

/// <summary>Databases of an account that are made, changed and deleted while zones fail and the server dies.</summary>
public sealed class InstanceStories
{
    private const string Name = "orders";

    [Fact]
    public void What_was_acknowledged_is_made_though_the_server_dies() => Explore.Seeds(60, async world =>
    {
        var household = await Household.Open(world);
        var isMultiAz = world.Dice.Chance(0.5);
        var isMade = await household.Create(Name, request => request.MultiAZ = isMultiAz);
        for (var kills = world.Dice.Below(4); kills > 0; kills--)
        {
            await world.Delay(world.Below(300 * Household.Ms));
            await household.Kill();
            Assert.Empty(await household.Server.Audit());
        }

        Assert.True(isMade);
        await household.UntilStatus(Name, "available");
        var shown = (await household.Find(Name))!;
        Assert.Equal(isMultiAz, shown.SecondaryAvailabilityZone is not null);
        Assert.NotEqual(shown.AvailabilityZone, shown.SecondaryAvailabilityZone);
        await household.UntilWritten(Name, 1);
        Assert.False(await household.Create(Name));
        await Delete(household, Name);
        await household.UntilNothingIsLeft();
    });

    [Fact]
    public void A_creation_that_the_server_dies_over_is_whole_or_never_was() => Explore.Seeds(60, async world =>
    {
        var household = await Household.Open(world);
        var asked = household.Create(Name, request => request.MultiAZ = true);
        await world.Delay(world.Below(20 * Household.Ms));
        await household.Kill();
        var isMade = await asked;
        if (await household.Find(Name) is null)
        {
            Assert.False(isMade);
            Assert.True(await household.Create(Name));
        }

        await household.UntilStatus(Name, "available");
        Assert.Empty(await household.Server.Audit());
        await Delete(household, Name);
        await household.UntilNothingIsLeft();
    });

    [Fact]
    public void A_database_is_whole_again_after_zones_failed_changes_were_asked_for_and_the_server_died() =>
        Explore.Seeds(60, async world =>
        {
            var household = await Household.Open(world);
            Assert.True(await household.Create(Name, request => request.MultiAZ = true));
            await household.UntilStatus(Name, "available");
            var endpoint = (await household.Find(Name))!.Endpoint!.Address;
            await household.UntilWritten(Name, 1);
            for (var acts = 2 + world.Dice.Below(5); acts > 0; acts--)
            {
                await Act(world, household);
                await household.Watch(world.Below(3 * Household.Second));
            }

            await household.Stage.Clear(_ => true);
            await household.Until("it is available, or stopped", async () =>
            {
                var shown = await household.Find(Name);
                return shown?.DBInstanceStatus == "available"
                    || (shown?.DBInstanceStatus == "stopped"
                        && await household.Try<StartDBInstanceResult>(
                            "StartDBInstance", new StartDBInstanceMessage { DBInstanceIdentifier = Name }) && false);
            });
            await household.Until(
                "it takes writes", async () => await household.Write(Name, 2) == ScriptedWrite.Acknowledged);
            var whole = (await household.Find(Name))!;
            Assert.Equal(endpoint, whole.Endpoint!.Address);
            var writer = Assert.Single(household.Server.Postgres.All, server =>
                household.Server.Postgres.IsWriting(server.Key));
            Assert.Contains(1, household.Server.Postgres.Values(writer.Key));
            await Delete(household, Name);
            await household.UntilNothingIsLeft();
        });

    [Fact]
    public void Replicas_of_a_database_that_is_deleted_stand_for_themselves() => Explore.Seeds(60, async world =>
    {
        var household = await Household.Open(world);
        Assert.True(await household.Create(Name));
        await household.UntilStatus(Name, "available");
        Assert.True(await household.Try<CreateDBInstanceReadReplicaResult>(
            "CreateDBInstanceReadReplica",
            new CreateDBInstanceReadReplicaMessage
            {
                DBInstanceIdentifier = "copy",
                SourceDBInstanceIdentifier = Name,
            }));
        for (var kills = world.Dice.Below(3); kills > 0; kills--)
        {
            await world.Delay(world.Below(300 * Household.Ms));
            await household.Kill();
        }

        await household.UntilStatus("copy", "available");
        Assert.Equal(Name, (await household.Find("copy"))!.ReadReplicaSourceDBInstanceIdentifier);
        Assert.Equal("copy", Assert.Single((await household.Find(Name))!.ReadReplicaDBInstanceIdentifiers!));
        await household.UntilWritten(Name, 1);
        Assert.NotEqual(ScriptedWrite.Acknowledged, await household.Write("copy", 2));
        await Delete(household, Name);
        await household.Until("the source is gone", async () => await household.Find(Name) is null);
        await household.Until(
            "the replica takes writes", async () => await household.Write("copy", 3) == ScriptedWrite.Acknowledged);
        Assert.Null((await household.Find("copy"))!.ReadReplicaSourceDBInstanceIdentifier);
        await Delete(household, "copy");
        await household.UntilNothingIsLeft();
    });

    private static async Task Act(World world, Household household)
    {
        switch (world.Dice.Below(8))
        {
            case 0:
                await Modify(household, request => request.MultiAZ = world.Dice.Chance(0.5));
                break;
            case 1:
                await Modify(household, request => request.MasterUserPassword = $"password-{world.Dice.Below(100)}");
                break;
            case 2:
                await Modify(household, request => request.DBInstanceClass = "db.m5.large");
                break;
            case 3:
                await household.Try<RebootDBInstanceResult>("RebootDBInstance", new RebootDBInstanceMessage
                {
                    DBInstanceIdentifier = Name,
                    ForceFailover = world.Dice.Chance(0.7),
                });
                break;
            case 4:
                await household.Try<StopDBInstanceResult>(
                    "StopDBInstance", new StopDBInstanceMessage { DBInstanceIdentifier = Name });
                break;
            case 5:
                await household.Try<StartDBInstanceResult>(
                    "StartDBInstance", new StartDBInstanceMessage { DBInstanceIdentifier = Name });
                break;
            case 6:
                await household.Kill();
                break;
            default:
                await household.Stage.Begin(
                    world.Dice.Chance(0.5) ? "zone-power" : "zone-isolation",
                    Household.Second * (1 + world.Dice.Below(8)),
                    ("zone", household.Stage.SomeZone().Name));
                break;
        }
    }

    private static Task<bool> Modify(Household household, Action<ModifyDBInstanceMessage> with)
    {
        var request = new ModifyDBInstanceMessage { DBInstanceIdentifier = Name, ApplyImmediately = true };
        with(request);
        return household.Try<ModifyDBInstanceResult>("ModifyDBInstance", request);
    }

    private static async Task Delete(Household household, string name)
    {
        await household.Until($"{name} can be deleted", () => household.Try<DeleteDBInstanceResult>(
            "DeleteDBInstance",
            new DeleteDBInstanceMessage { DBInstanceIdentifier = name, SkipFinalSnapshot = true }));
    }
}
