using Faultline.Api.Rds;
using Faultline.Services.Rds.Backups;
using Faultline.Wire;

namespace Faultline.Tests.Rds.Backups;

/// <summary>Which moments can be restored, from what, and what the new instance takes over.</summary>
public sealed class RestoringTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly PlanRig rig = new();

    [Fact]
    public void A_moment_is_restored_from_the_newest_snapshot_before_it()
    {
        var first = rig.Now;
        rig.Live(first);
        rig.Live(first + 24 * Hour);
        Assert.Equal("rds:shop-2026-01-02-10-00", Choose(first + 23 * Hour));
        Assert.Equal("rds:shop-2026-01-03-10-00", Choose(first + 24 * Hour));
        Assert.Equal("rds:shop-2026-01-03-10-00", Choose(null));
    }

    [Fact]
    public void Moments_outside_are_refused_by_their_bounds()
    {
        var first = rig.Now;
        rig.Live(first);
        rig.Live(first + 3 * Hour);
        Refused(
            "InvalidParameterValue",
            () => Choose(first + 4 * Hour),
            "The specified instance cannot be restored to a time later than 2026-01-02T13:00:00Z.");
        Refused(
            "InvalidParameterValue",
            () => Choose(first - Hour),
            "The specified instance cannot be restored to a time earlier than 2026-01-02T10:00:00Z because its backup "
            + "retention period is set to 2 days.");
    }

    [Fact]
    public void Before_there_is_a_snapshot_nothing_is_restored()
    {
        rig.Plan();
        Refused("PointInTimeRestoreNotEnabled", () => Choose(rig.Now));
        rig.Take();
        rig.Change(shown => shown.BackupRetentionPeriod = 0);
        rig.Plan();
        Refused("PointInTimeRestoreNotEnabled", () => Choose(null));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_moment_or_the_latest_is_asked_for_and_not_both(bool moment, bool latest) => Refused(
        "InvalidParameterCombination",
        () => Restoring.CheckMoment(new()
        {
            RestoreTime = moment ? rig.Now : null,
            UseLatestRestorableTime = latest,
        }));

    [Fact]
    public void A_restored_instance_is_what_it_was_where_nobody_says_more()
    {
        rig.Change(shown =>
        {
            shown.DBInstanceClass = "db.m6g.large";
            shown.MultiAZ = true;
            shown.StorageType = "gp3";
            shown.Iops = 3000;
            shown.DBName = "orders";
            shown.Endpoint = new() { Address = "127.0.0.1", Port = 6543 };
            shown.TagList =
            [
                new() { Key = "team", Value = "shop" },
                new() { Key = "aws:cloudformation:stack-name", Value = "shop" },
            ];
            shown.CopyTagsToSnapshot = true;
        });
        rig.Live(rig.Now);
        var snapshot = rig.State.Snapshots.All.Single();
        var order = Restoring.Order(new() { DBInstanceIdentifier = "again", DBInstanceClass = null }, snapshot);
        Assert.Equal(
            "again db.m6g.large postgres 15.18 postgres  orders 6543 20 gp3 3000 2 03:00-03:30",
            $"{order.DBInstanceIdentifier} {order.DBInstanceClass} {order.Engine} {order.EngineVersion} "
            + $"{order.MasterUsername} {order.MasterUserPassword} {order.DBName} {order.Port} {order.AllocatedStorage} "
            + $"{order.StorageType} {order.Iops} {order.BackupRetentionPeriod} {order.PreferredBackupWindow}");
        Assert.Null(order.MultiAZ);
        Assert.Equal("team=shop", string.Join(",", order.Tags!.Select(tag => $"{tag.Key}={tag.Value}")));
        var other = Restoring.Order(
            new()
            {
                DBInstanceIdentifier = "again",
                DBInstanceClass = "db.t4g.small",
                StorageType = "gp2",
                AllocatedStorage = 50,
                Port = 5432,
                Tags = [],
            },
            snapshot);
        Assert.Equal(
            "db.t4g.small gp2  50 5432 0",
            $"{other.DBInstanceClass} {other.StorageType} {other.Iops} {other.AllocatedStorage} {other.Port} "
            + other.Tags!.Count);
        Refused(
            "InvalidParameterValue",
            () => Restoring.Order(new() { DBInstanceIdentifier = "again", AllocatedStorage = 19 }, snapshot));
        Refused(
            "InvalidParameterValue",
            () => Restoring.Order(new() { DBInstanceIdentifier = "again", Engine = "mysql" }, snapshot),
            "mysql");
    }

    private string Choose(DateTimeOffset? until)
    {
        var request = new RestoreDBInstanceToPointInTimeMessage
        {
            SourceDBInstanceIdentifier = "shop",
            TargetDBInstanceIdentifier = "again",
        };
        var source = Restoring.Source(rig.State, PlanRig.Account, request);
        return Restoring.Choose(rig.State, source, rig.Shelf, until, rig.Now).Name;
    }

    private static void Refused(string code, Func<object> act, string says = "") =>
        Refused(code, () => { _ = act(); }, says);

    private static void Refused(string code, Action act, string says = "")
    {
        var refused = Assert.Throws<AwsError>(act);
        Assert.Equal(code, refused.Code);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}
