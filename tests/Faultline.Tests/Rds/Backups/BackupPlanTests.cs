using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;

namespace Faultline.Tests.Rds.Backups;

/// <summary>Which snapshots of a database are due over the days, and which go.</summary>
public sealed class BackupPlanTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly PlanRig rig = new();

    [Fact]
    public void The_first_is_due_at_once_and_the_next_in_the_window()
    {
        rig.Plan();
        Assert.Equal("rds:shop-2026-01-02-10-00 creating", rig.Snapshots);
        Assert.Equal(Life.BackingUp, rig.Instance.Status);
        Assert.Equal(AutomatedBackups.Creating, rig.Backup!.Shown.Status);
        rig.Take();
        Assert.Equal("rds:shop-2026-01-02-10-00 available", rig.Snapshots);
        Assert.Equal(Life.Available, rig.Instance.Status);
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 3, 0, 0, TimeSpan.Zero), rig.Plan());
        rig.Now = rig.Plan()!.Value;
        rig.Plan();
        Assert.Equal(
            "rds:shop-2026-01-02-10-00 available, rds:shop-2026-01-03-03-00 creating", rig.Snapshots);
    }

    [Fact]
    public void Windows_that_were_missed_are_made_up_for_once()
    {
        rig.Live(rig.Now);
        rig.Phase = ClusterPhase.Down;
        rig.Now += 3 * Day;
        rig.Plan();
        Assert.DoesNotContain("creating", rig.Snapshots, StringComparison.Ordinal);
        rig.Phase = ClusterPhase.Available;
        rig.Live(rig.Now + Hour);
        rig.Live(rig.Now + Hour);
        Assert.Equal(
            "rds:shop-2026-01-02-10-00 available, rds:shop-2026-01-05-11-00 available", rig.Snapshots);
    }

    [Theory]
    [InlineData(Life.Stopped)]
    [InlineData(Life.Modifying)]
    [InlineData(Life.Deleting)]
    public void Nothing_is_begun_of_an_instance_that_is_not_available(string status)
    {
        rig.Put(rig.Instance.In(status));
        rig.Plan();
        Assert.Equal("", rig.Snapshots);
        Assert.Equal(status, rig.Instance.Status);
    }

    [Fact]
    public void A_snapshot_goes_once_the_one_after_it_covers_the_retention()
    {
        var first = rig.Now;
        for (var day = 0; day < 5; day++)
        {
            rig.Live(first + day * Day);
            var window = AutomatedBackups.Window(rig.State, rig.Backup!, rig.Shelf, rig.Now)!;
            Assert.Equal(day < 2 ? first : rig.Now - 2 * Day, window.EarliestTime);
            Assert.Equal(rig.Now, window.LatestTime);
        }

        // The one of the 3rd in its window, two days ago, and those after it.
        Assert.Equal(3, rig.Snapshots.Split(", ").Length);
        Assert.Contains(rig.Jobs(), job => job is BackupJob.Trim);
    }

    [Fact]
    public void Without_a_retention_all_of_it_goes_and_nothing_is_archived()
    {
        rig.Live(rig.Now);
        rig.Change(shown => shown.BackupRetentionPeriod = 0);
        rig.Plan();
        Assert.Equal("", rig.Snapshots);
        Assert.True(rig.Backup!.IsGone);
        Assert.Equal(
            ["Delete", "DeleteArchive"], rig.Jobs().Select(job => job.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_retention_that_comes_back_begins_anew()
    {
        rig.Live(rig.Now);
        rig.Change(shown => shown.BackupRetentionPeriod = 0);
        rig.Plan();
        rig.Now += Hour;
        rig.Change(shown => shown.BackupRetentionPeriod = 3);
        rig.Plan();
        Assert.Equal("rds:shop-2026-01-02-11-00 creating", rig.Snapshots);
        Assert.False(rig.Backup!.IsGone);
    }

    [Fact]
    public void What_outlives_its_instance_expires_to_the_last_snapshot()
    {
        rig.Live(rig.Now);
        rig.Live(rig.Now + Day);
        rig.Put(rig.Instance with { KeepsBackups = true });
        AutomatedBackups.Left(rig.State, rig.Instance);
        rig.State.Instances.Remove(PlanRig.Id);
        Assert.Equal(AutomatedBackups.Retained, rig.Backup!.Shown.Status);
        rig.Now += Day + Hour;
        rig.Plan();
        Assert.Equal("rds:shop-2026-01-03-10-00 available", rig.Snapshots);
        rig.Now += Day;
        rig.Plan();
        Assert.Equal("", rig.Snapshots);
        Assert.True(rig.Backup!.IsGone);
    }

    [Fact]
    public void What_does_not_outlive_its_instance_goes_with_it()
    {
        rig.Live(rig.Now);
        AutomatedBackups.Left(rig.State, rig.Instance);
        rig.State.Instances.Remove(PlanRig.Id);
        rig.Plan();
        Assert.Equal("", rig.Snapshots);
        Assert.True(rig.Backup!.IsGone);
    }

    [Fact]
    public void A_deletion_goes_on_once_its_last_snapshot_is_there()
    {
        rig.Change(shown => shown.BackupRetentionPeriod = 0);
        rig.Put(rig.Instance.In(Life.Deleting) with { FinalSnapshot = "last" });
        rig.Plan();
        Assert.Equal("last creating", rig.Snapshots);
        Assert.Equal("last", rig.Instance.FinalSnapshot);
        rig.Take();
        Assert.Null(rig.Instance.FinalSnapshot);
        Assert.Equal(Life.Deleting, rig.Instance.Status);
    }

    [Fact]
    public void An_instance_whose_last_snapshot_fails_is_kept()
    {
        rig.Change(shown => shown.BackupRetentionPeriod = 0);
        rig.Put(rig.Instance.In(Life.Deleting) with { FinalSnapshot = "last" });
        rig.Plan();
        NewSnapshot.Fail(rig.State, rig.State.Snapshots.All.Single());
        rig.Plan();
        Assert.Equal("last failed", rig.Snapshots);
        Assert.Null(rig.Instance.FinalSnapshot);
        Assert.Equal(Life.Available, rig.Instance.Status);
    }

    [Fact]
    public void What_an_instance_is_still_to_be_made_of_stays()
    {
        rig.Live(rig.Now);
        rig.Live(rig.Now + Day);
        rig.Live(rig.Now + Day);
        var first = rig.State.Snapshots.All.First();
        rig.Put(new("db-TWO", PlanRig.Account, rig.Instance.In(Life.Creating).Shown)
        {
            Seed = new ClusterSeed.Backup(first.Backup) { Archive = PlanRig.Id },
        });
        rig.State.Snapshots.Remove(first.Id);
        Assert.DoesNotContain(rig.Jobs(), job => job is BackupJob.Delete or BackupJob.Trim);
        rig.State.Instances.Remove("db-TWO");
        Assert.Equal(
            ["Delete", "Trim"], rig.Jobs().Select(job => job.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_archive_that_began_after_the_first_snapshot_gets_another_one()
    {
        rig.Plan();
        var first = rig.State.Snapshots.All.Single();
        rig.Shelf.Put(first.Backup, rig.Now);
        NewSnapshot.Done(rig.State, first, PlanRig.Region, rig.Now);
        rig.Now += Hour;
        rig.Plan();
        Assert.DoesNotContain("creating", rig.Snapshots, StringComparison.Ordinal);
        rig.Shelf.PutArchive(PlanRig.Id, rig.Now - TimeSpan.FromMinutes(1), rig.Now);
        rig.Plan();
        Assert.Equal(
            "rds:shop-2026-01-02-10-00 available, rds:shop-2026-01-02-11-00 creating", rig.Snapshots);
    }
}
