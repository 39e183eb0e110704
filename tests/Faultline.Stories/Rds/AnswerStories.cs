using Faultline.Api.Rds;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Rds;

/// <summary>What is answered to whoever asks for databases, and what of it is seen afterwards.</summary>
public sealed class AnswerStories
{
    [Fact]
    public void What_AWS_refuses_is_refused_in_its_codes_and_leaves_nothing() => Explore.Seeds(3, async world =>
    {
        var household = await Household.Open(world);
        Assert.Equal("InvalidParameterValue", await Refused(household, order => order.Engine = "mysql"));
        Assert.Equal("InvalidParameterValue", await Refused(household, order => order.MasterUsername = "rdsadmin"));
        Assert.Equal("InvalidParameterValue", await Refused(household, order => order.MasterUserPassword = "short"));
        Assert.Equal("InvalidParameterValue", await Refused(household, order => order.DBInstanceIdentifier = "1x"));
        Assert.Equal("InvalidParameterCombination", await Refused(household, order => order.EngineVersion = "14.1"));
        Assert.Equal("InvalidParameterCombination", await Refused(household, order => order.AllocatedStorage = 1));
        Assert.Equal("NotImplemented", await Refused(household, order => order.ManageMasterUserPassword = true));
        Assert.Equal("DBSubnetGroupNotFoundFault", await Refused(household, order => order.DBSubnetGroupName = "no"));
        Assert.Equal("DBParameterGroupNotFound", await Refused(household, order => order.DBParameterGroupName = "no"));
        Assert.Equal("OptionGroupNotFoundFault", await Refused(household, order => order.OptionGroupName = "no"));
        Assert.Equal("InvalidParameterCombination", await Refused(household, order =>
            (order.MultiAZ, order.AvailabilityZone) = (true, "eu-west-1a")));
        Assert.Equal("InvalidParameterValue", await Refused(household, order =>
            (order.PreferredBackupWindow, order.PreferredMaintenanceWindow) =
                ("03:00-03:30", "sun:03:15-sun:03:45")));
        await household.UntilNothingIsLeft();
    });

    [Fact]
    public void What_is_asked_of_an_instance_is_held_against_what_there_is() => Explore.Seeds(3, async world =>
    {
        var household = await Household.Open(world);
        Assert.True(await household.Create("orders"));
        await household.UntilStatus("orders", "available");
        var major = (await household.Find("orders"))!.EngineVersion!.Split('.')[0];
        var other = major == "15" ? "14" : "15";
        await Ask<CreateOptionGroupResult>(household, "CreateOptionGroup", new CreateOptionGroupMessage
        {
            OptionGroupName = "other",
            EngineName = "postgres",
            MajorEngineVersion = other,
            OptionGroupDescription = "of another version",
        });
        Assert.Equal("OptionGroupNotFoundFault", await Unchanged(change => change.OptionGroupName = "no"));
        Assert.Equal("InvalidParameterCombination", await Unchanged(change => change.OptionGroupName = "other"));
        await Modify(household, change => change.OptionGroupName = $"default:postgres-{major}");
        Assert.True(await household.Try<CreateDBInstanceReadReplicaResult>(
            "CreateDBInstanceReadReplica",
            new CreateDBInstanceReadReplicaMessage
            {
                DBInstanceIdentifier = "copy", SourceDBInstanceIdentifier = "orders",
            }));
        Assert.Equal("InvalidParameterCombination", await Unchanged(change => change.BackupRetentionPeriod = 0));

        // An ARN of somebody else's is not one's own.
        var arn = (await household.Find("orders"))!.DBInstanceArn!;
        var refused = await Assert.ThrowsAsync<AwsError>(() => Ask<RebootDBInstanceResult>(
            household,
            "RebootDBInstance",
            new RebootDBInstanceMessage { DBInstanceIdentifier = arn.Replace(arn.Split(':')[4], "999988887777") }));
        Assert.Equal("DBInstanceNotFound", refused.Code);

        async Task<string> Unchanged(Action<ModifyDBInstanceMessage> with) =>
            (await Assert.ThrowsAsync<AwsError>(() => Modify(household, with))).Code;
    });

    [Fact]
    public void A_version_without_PostgreSQL_says_what_to_install() => Explore.Seeds(3, async world =>
    {
        var household = await Household.Open(world);
        household.Server.Postgres.Lacks = "PostgreSQL is not installed: apt-get install postgresql.";
        var refused = await Assert.ThrowsAsync<AwsError>(() => Ask<CreateDBInstanceResult>(
            household, "CreateDBInstance", Order()));
        Assert.Contains("apt-get install postgresql", refused.Message, StringComparison.Ordinal);
        await household.UntilNothingIsLeft();
    });

    [Fact]
    public void A_name_is_one_instances_until_that_is_renamed_or_deleted() => Explore.Seeds(5, async world =>
    {
        var household = await Household.Open(world);
        Assert.True(await household.Create("orders"));
        Assert.Equal("DBInstanceAlreadyExists", await Refused(household, _ => { }));
        await household.UntilStatus("orders", "available");
        var before = (await household.Find("orders"))!;
        Assert.StartsWith("db-", before.DbiResourceId, StringComparison.Ordinal);
        Assert.Equal(29, before.DbiResourceId!.Length);
        await Modify(household, request =>
            (request.NewDBInstanceIdentifier, request.ApplyImmediately) = ("Bills", true));
        await household.UntilStatus("bills", "available");
        var after = (await household.Find("bills"))!;
        Assert.Equal(before.DbiResourceId, after.DbiResourceId);
        Assert.Equal(before.Endpoint!.Address, after.Endpoint!.Address);
        Assert.EndsWith(":db:bills", after.DBInstanceArn, StringComparison.Ordinal);
        Assert.Null(await household.Find("orders"));
        Assert.True(await household.Create("orders"));
    });

    [Fact]
    public void What_is_not_to_be_applied_at_once_waits_for_the_window() => Explore.Seeds(3, async world =>
    {
        var household = await Household.Open(world);
        Assert.True(await household.Create("orders"));
        await household.UntilStatus("orders", "available");
        await Modify(household, request => request.DBInstanceClass = "db.m5.large");
        await household.Watch(2 * Household.Second);
        var waiting = (await household.Find("orders"))!;
        Assert.Equal("db.t4g.micro", waiting.DBInstanceClass);
        Assert.Equal("db.m5.large", waiting.PendingModifiedValues!.DBInstanceClass);
        Assert.Equal("available", waiting.DBInstanceStatus);
        await Modify(household, request => request.ApplyImmediately = true);
        await household.Until("it is of the class", async () =>
            await household.Find("orders") is { DBInstanceStatus: "available", DBInstanceClass: "db.m5.large" });
        Assert.Null((await household.Find("orders"))!.PendingModifiedValues!.DBInstanceClass);
    });

    [Fact]
    public void A_failover_that_is_asked_for_exchanges_the_zones() => Explore.Seeds(20, async world =>
    {
        var household = await Household.Open(world);
        Assert.True(await household.Create("orders", order => order.MultiAZ = true));
        await household.UntilStatus("orders", "available");
        var before = (await household.Find("orders"))!;

        // What is asked afterwards may hear that it is over already.
        var rebooting = await Ask<RebootDBInstanceResult>(household, "RebootDBInstance", new RebootDBInstanceMessage
        {
            DBInstanceIdentifier = "orders",
            ForceFailover = true,
        });
        Assert.Equal("rebooting", rebooting.DBInstance!.DBInstanceStatus);
        await household.UntilStatus("orders", "available");
        var after = (await household.Find("orders"))!;
        Assert.Equal(before.SecondaryAvailabilityZone, after.AvailabilityZone);
        Assert.Equal(before.AvailabilityZone, after.SecondaryAvailabilityZone);
        var events = (await Ask<EventsMessage>(household, "DescribeEvents", new DescribeEventsMessage
        {
            SourceIdentifier = "orders",
            SourceType = SourceType.DbInstance,
        })).Events!.ConvertAll(each => each.Message!);
        Assert.Contains("DB instance created", events);
        Assert.Contains("Multi-AZ instance failover started.", events);
        Assert.Contains("Multi-AZ instance failover completed", events);
    });

    [Fact]
    public void A_zone_without_power_is_left_without_anybody_asking() => Explore.Seeds(50, async world =>
    {
        var household = await Household.Open(world);
        Assert.True(await household.Create("orders", order => order.MultiAZ = true));
        await household.UntilStatus("orders", "available");
        Assert.Equal(ScriptedWrite.Acknowledged, await household.Write("orders", 1));
        var before = (await household.Find("orders"))!;
        var writer = (await household.Server.Databases()).Single().Zone!;
        await household.Stage.Begin("zone-power", TimeSpan.FromMinutes(5), ("zone", writer));
        await household.Until("it takes writes", async () =>
            await household.Write("orders", 2) == ScriptedWrite.Acknowledged);
        await household.Until("the zones are exchanged", async () =>
            (await household.Find("orders"))!.AvailabilityZone == before.SecondaryAvailabilityZone);
        Assert.Equal(before.Endpoint!.Address, (await household.Find("orders"))!.Endpoint!.Address);
    });

    [Fact]
    public void An_instance_that_is_protected_stays() => Explore.Seeds(3, async world =>
    {
        var household = await Household.Open(world);
        Assert.True(await household.Create("orders", order => order.DeletionProtection = true));
        await household.UntilStatus("orders", "available");
        var refused = await Assert.ThrowsAsync<AwsError>(() => Ask<DeleteDBInstanceResult>(
            household,
            "DeleteDBInstance",
            new DeleteDBInstanceMessage { DBInstanceIdentifier = "orders", SkipFinalSnapshot = true }));
        Assert.Equal("InvalidParameterCombination", refused.Code);
        await Modify(household, request => request.DeletionProtection = false);
        await Ask<DeleteDBInstanceResult>(
            household,
            "DeleteDBInstance",
            new DeleteDBInstanceMessage { DBInstanceIdentifier = "orders", SkipFinalSnapshot = true });
        await household.UntilNothingIsLeft();
    });

    private static async Task<string> Refused(Household household, Action<CreateDBInstanceMessage> with)
    {
        var order = Order();
        with(order);
        return (await Assert.ThrowsAsync<AwsError>(() =>
            Ask<CreateDBInstanceResult>(household, "CreateDBInstance", order))).Code;
    }

    private static CreateDBInstanceMessage Order() => new()
    {
        DBInstanceIdentifier = "orders",
        DBInstanceClass = "db.t4g.micro",
        Engine = "postgres",
        AllocatedStorage = 20,
        MasterUsername = "owner",
        MasterUserPassword = "password-1",
    };

    private static async Task Modify(Household household, Action<ModifyDBInstanceMessage> with)
    {
        var request = new ModifyDBInstanceMessage { DBInstanceIdentifier = "orders" };
        with(request);
        await Ask<ModifyDBInstanceResult>(household, "ModifyDBInstance", request);
    }

    private static async Task<T> Ask<T>(Household household, string operation, IStructure input)
        where T : class, IStructure => (await household.Server.Ask<T>(operation, input))!;
}
