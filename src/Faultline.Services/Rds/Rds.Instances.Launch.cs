using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Kernel;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Catalog;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Options;
using Faultline.Services.Rds.Parameters;
using Faultline.Services.Rds.Subnets;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds;

/// <summary>The one way in which an instance is made.</summary>
internal sealed partial class Rds
{
    private const int NameMax = 63;
    private const int ResourceIdLength = 26;
    private const int DefaultPort = 5432;

    /// <summary>
    /// Checks all that any new instance has to meet, gives it its place, and writes it down as <c>creating</c>. It is
    /// on the disk when this returns; the loop makes it.
    /// </summary>
    private async ValueTask<InstanceRow> Launch(Call call, NewInstance order, CancellationToken ct)
    {
        var request = order.Request;
        var name = Names.Identifier("DBInstanceIdentifier", request.DBInstanceIdentifier, NameMax);
        var postgres = Postgres();
        var (major, version) = VersionRules.Pick(postgres, request.EngineVersion);
        CreationRules.CheckBuilt(request);
        ClassRules.Check(request.DBInstanceClass);
        CreationRules.CheckPort(request.Port);
        CreationRules.CheckRetention(request.BackupRetentionPeriod);
        var type = request.StorageType ?? StorageRules.Unasked(request.Iops);
        StorageRules.Check(
            type, request.AllocatedStorage, request.Iops, request.StorageThroughput, request.MaxAllocatedStorage);
        var tags = Tagging.Merge(call, [], [.. request.Tags ?? [], .. TagsOf(request.TagSpecifications)]);
        var shown = Unplaced(call, request, name, version, type);
        shown.TagList = tags;
        var land = await Settle(call, request, ct);

        using var held = await book.Take(ct);
        var state = held.State;
        CheckRoom(state, call.Account, name, request.AllocatedStorage!.Value);
        var group = land.Group is { } named && SubnetGroups.Find(state, call.Account, named) is { } own
            && SubnetGroups.IsOf(own.Shown, land.DefaultSubnets)
            ? own
            : SubnetGroups.DefaultOf(state, region, call.Account, land.DefaultSubnets);
        var parameters = ParametersFor(state, call, request.DBParameterGroupName, major);
        var row = Row(state, call, order, shown, land, group, major) with { InForce = InForce.AtStart(parameters) };
        row.Shown.DBParameterGroups =
            [new() { DBParameterGroupName = parameters.Name, ParameterApplyStatus = InForce.InSync }];
        row = placing.Add(state, row, group.Shown, CheckedZone(land, group.Shown));
        row = request.MultiAZ == true ? placing.Add(state, row, group.Shown) : row;
        row = Standing.Show(row, placing);
        order.Within(state, row);
        state.Instances.Put(row);
        await held.Keep();
        Tell();
        return row;
    }

    /// <summary>What databases are made of; without it the answer says what to install.</summary>
    private IPostgres Postgres() =>
        options.Engines is not { Postgres: { } postgres }
            ? throw RdsErrors.InsufficientDBInstanceCapacityFault(
                "Databases need PostgreSQL, which Faultline runs on Linux only.")
            : postgres.Lacks is { } lacks
                ? throw RdsErrors.InsufficientDBInstanceCapacityFault(lacks)
                : postgres;

    private static void CheckRoom(RdsState state, string account, string name, int size)
    {
        if (state.Instance(account, name) is not null)
        {
            throw RdsErrors.DBInstanceAlreadyExistsFault("DB instance already exists");
        }

        var all = state.Instances.Of(account).ToList();
        Limits.Check(all.Count, Limits.InstancesMax, RdsErrors.InstanceQuotaExceededFault, "DB instances");
        if (all.Sum(row => row.Shown.AllocatedStorage!.Value) + (long)size > Limits.StorageGiBMax)
        {
            throw RdsErrors.StorageQuotaExceededFault(
                $"The request would go beyond the {Limits.StorageGiBMax} GiB of storage of this account here.");
        }
    }

    private ParameterGroupRow ParametersFor(RdsState state, Call call, string? asked, int major)
    {
        var family = Families.Of(major);
        var name = string.IsNullOrEmpty(asked) ? ParameterGroups.Prefix + family : asked;
        var group = ParameterGroups.Find(state, region, call.Account, name) ?? throw Refusal.NoParameterGroup(name);
        return group.Family == family
            ? group
            : throw Refusal.Combination(
                $"The Parameter Group {group.Name} with DBParameterGroupFamily {group.Family} cannot be used for this "
                + $"instance. Please use a Parameter Group with DBParameterGroupFamily {family}");
    }

    private Kernel.Places.Domain? CheckedZone(Land land, DBSubnetGroup group) =>
        land.Zone is not { } zone
        || SubnetGroups.Zones(group)
            .Any(name => placing.Zone(Arns.Read(group.DBSubnetGroupArn!)!.Account, name) == zone)
            ? land.Zone
            : throw RdsErrors.InvalidVPCNetworkStateFault(
                "The DB subnet group doesn't cover the Availability Zone that was asked for. Add a subnet there, or "
                + "ask for another one.");

    private InstanceRow Row(
        RdsState state,
        Call call,
        NewInstance order,
        DBInstance shown,
        Land land,
        NamedRow<DBSubnetGroup> group,
        int major)
    {
        var id = $"db-{call.Dice.Unique(call.Dice.Unique(""))[..ResourceIdLength]}";
        var port = order.Request.Port ?? DefaultPort;
        shown.DbiResourceId = id;
        shown.DBSubnetGroup = new() { DBSubnetGroupName = group.Shown.DBSubnetGroupName, VpcId = land.Vpc };
        shown.VpcSecurityGroups = land.Memberships();
        shown.PubliclyAccessible = land.IsPublic;
        shown.OptionGroupMemberships = [OptionGroup(state, call, order.Request.OptionGroupName, major)];
        shown.Endpoint = new()
        {
            Address = placing.Endpoint(state) ?? throw RdsErrors.InsufficientDBInstanceCapacityFault(
                "There is no address left for another DB instance."),
            Port = port,
        };
        shown.CACertificateIdentifier = order.Request.CACertificateIdentifier is { } authority
            ? Certificates.Details(authority)?.CAIdentifier ?? throw Refusal.NoCertificate(authority)
            : Certificates.ForNew(state, call.Account);
        order.Shows(shown);
        return new(id, call.Account, shown)
        {
            Major = major,
            Seed = order.Seed,
            Follows = order.Follows is { } source ? source with { Slot = SlotOf(id) } : null,
            Announces = order.Announces,
            AdminPassword = secrets.Close(id, Secrets.Admin, order.AdminPassword ?? Secrets.Draw(call.Dice)),
            Password = order.Request.MasterUserPassword is { } password
                ? secrets.Close(id, Secrets.Master, password)
                : null,
        };
    }

    /// <summary>What PostgreSQL takes as the name of a slot: small letters, digits and underscores.</summary>
    private static string SlotOf(string id) => id.ToLowerInvariant().Replace('-', '_');

    private OptionGroupMembership OptionGroup(RdsState state, Call call, string? asked, int major) => new()
    {
        OptionGroupName = asked is null
            ? OptionGroupRules.DefaultName(major)
            : OptionGroupRules.For(Optioned(state, call, asked), major),
        Status = "in-sync",
    };

    /// <summary>What it shows that does not depend on where it is.</summary>
    private DBInstance Unplaced(Call call, CreateDBInstanceMessage request, string name, string version, string type)
    {
        var backups = request.PreferredBackupWindow is { Length: > 0 } asked
            ? CreationRules.BackupsAt(asked)
            : BackupWindow.Draw(region, call.Dice);
        var maintenance = request.PreferredMaintenanceWindow is { Length: > 0 } wanted
            ? CreationRules.MaintenanceAt(wanted)
            : MaintenanceWindow.Draw(region, call.Dice, backups);
        CreationRules.CheckApart(backups, maintenance);
        var (iops, throughput) = StorageRules.Baseline(type, request.AllocatedStorage!.Value);

        // Whatever it shows under the name by which it was asked for is as it was asked for.
        return request.To<DBInstance>().With(shown =>
        {
            shown.DBInstanceIdentifier = name;
            shown.DBInstanceArn = Arns.Of(region, call.Account, Arns.Instance, name);
            shown.DBInstanceStatus = Life.Creating;
            shown.Engine = "postgres";
            shown.EngineVersion = version;
            shown.PreferredBackupWindow = backups.ToString();
            shown.PreferredMaintenanceWindow = maintenance.ToString();
            shown.BackupRetentionPeriod = request.BackupRetentionPeriod ?? 1;
            shown.MultiAZ = request.MultiAZ ?? false;
            shown.AvailabilityZone = null;
            shown.StorageType = type;
            shown.Iops = request.Iops ?? iops;
            shown.StorageThroughput = request.StorageThroughput ?? throughput;
            shown.StorageEncrypted = request.StorageEncrypted ?? false;
            shown.AutoMinorVersionUpgrade = request.AutoMinorVersionUpgrade ?? true;
            shown.LicenseModel = CreationRules.License;
            shown.DbInstancePort = 0;
            shown.CopyTagsToSnapshot = request.CopyTagsToSnapshot ?? false;
            shown.DeletionProtection = request.DeletionProtection ?? false;
            shown.MonitoringInterval = request.MonitoringInterval ?? 0;
            shown.IAMDatabaseAuthenticationEnabled = false;
            shown.PerformanceInsightsEnabled = request.EnablePerformanceInsights ?? false;
            shown.EnabledCloudwatchLogsExports = request.EnableCloudwatchLogsExports;
            shown.NetworkType = "IPV4";
            shown.BackupTarget = "region";
            shown.CustomerOwnedIpEnabled = false;
            shown.MultiTenant = false;
            shown.DedicatedLogVolume = false;
            shown.IsStorageConfigUpgradeAvailable = false;
            shown.EngineLifecycleSupport =
                request.EngineLifecycleSupport ?? "open-source-rds-extended-support";
            shown.DBSecurityGroups = [];
            shown.DomainMemberships = [];
            shown.AssociatedRoles = [];
            shown.ReadReplicaDBInstanceIdentifiers = [];
        });
    }

    private static IEnumerable<Tag> TagsOf(List<TagSpecification>? specifications) =>
        (specifications ?? []).SelectMany(each => each.Tags ?? []);
}
