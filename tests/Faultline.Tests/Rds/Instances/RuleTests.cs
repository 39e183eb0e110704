using Faultline.Kernel;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Rds.Instances;

/// <summary>What names, passwords, versions, storage and windows of instances may be.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData("owner", true)]
    [InlineData("postgres", true)]
    [InlineData("my_app1", true)]
    [InlineData("1owner", false)]
    [InlineData("own-er", false)]
    [InlineData("admin", false)]
    [InlineData("rdsadmin", false)]
    [InlineData("RDSAdmin", false)]
    [InlineData("pg_owner", false)]
    [InlineData("", false)]
    public void A_master_user_is_a_word_that_nobody_keeps_for_himself(string name, bool isTaken) =>
        Takes(isTaken, () => MasterUser.CheckName(name));

    [Theory]
    [InlineData("12345678", true)]
    [InlineData("1234567", false)]
    [InlineData("12345 678", false)]
    [InlineData("12345/678", false)]
    [InlineData("12345@678", false)]
    [InlineData("12345\"678", false)]
    [InlineData("12345\u00e4678", false)]
    [InlineData(null, false)]
    public void A_password_has_eight_plain_signs(string? password, bool isTaken) =>
        Takes(isTaken, () => MasterUser.CheckPassword(password));

    [Fact]
    public void A_password_may_be_as_long_as_AWS_says() => Takes(true, () =>
        MasterUser.CheckPassword(new('x', 128)));

    [Fact]
    public void A_longer_password_is_refused() => Takes(false, () => MasterUser.CheckPassword(new('x', 129)));

    [Theory]
    [InlineData("gp3", 20, null, true)]
    [InlineData("gp3", 19, null, false)]
    [InlineData("gp2", 20, null, true)]
    [InlineData("gp2", 19, null, false)]
    [InlineData("gp2", 100, 3000, false)]
    [InlineData("gp3", 100, 3000, true)]
    [InlineData("gp3", 100, 4000, false)]
    [InlineData("gp3", 400, 13000, true)]
    [InlineData("io1", 100, null, false)]
    [InlineData("io1", 100, 5000, true)]
    [InlineData("io1", 100, 5001, false)]
    [InlineData("standard", 3073, null, false)]
    [InlineData("floppy", 20, null, false)]
    public void Storage_is_of_a_size_and_speed_that_its_type_has(string type, int size, int? iops, bool isTaken) =>
        Takes(isTaken, () => StorageRules.Check(type, size, iops, null, null));

    [Theory]
    [InlineData(1000, 1000, "Max storage size must be greater than storage size")]
    [InlineData(1000, 999, "Max storage size must be greater than storage size")]
    [InlineData(1000, 1099, "Invalid max storage size for engine name postgres and storage type gp3: 1099")]
    [InlineData(1000, 65_537, "Invalid max storage size for engine name postgres and storage type gp3: 65537")]
    [InlineData(1000, 1100, null)]
    [InlineData(25, 27, "Invalid max storage size for engine name postgres and storage type gp3: 27")]
    [InlineData(25, 28, null)]
    public void Storage_may_grow_by_itself_by_a_tenth_at_least(int size, int most, string? refusal) => Assert.Equal(
        refusal,
        Record.Exception(() => StorageRules.Check("gp3", size, null, null, most))?.Message);

    [Theory]
    [InlineData(100, 100, 100)]
    [InlineData(100, 101, 110)]
    [InlineData(100, 200, 200)]
    public void Storage_grows_by_a_tenth_at_least(int from, int asked, int grown) =>
        Assert.Equal(grown, StorageRules.Grown("gp3", from, asked));

    [Fact]
    public void Storage_never_shrinks() => Takes(false, () => StorageRules.Grown("gp3", 100, 99));

    [Theory]
    [InlineData("db.t4g.micro", true)]
    [InlineData("db.m5.24xlarge", true)]
    [InlineData("t4g.micro", false)]
    [InlineData("db.t4g.huge", false)]
    [InlineData("db.t4g", false)]
    public void A_class_has_a_family_and_a_size(string name, bool isTaken) =>
        Takes(isTaken, () => ClassRules.Check(name));

    [Theory]
    [InlineData("sun:23:45-mon:00:15", true)]
    [InlineData("Sat:23:45-Sun:00:15", true)]
    [InlineData("sun:23:45-sun:23:50", false)]
    [InlineData("sun:23:45-tue:00:15", false)]
    [InlineData("day:23:45-mon:00:15", false)]
    [InlineData("23:45-00:15", false)]
    public void A_maintenance_window_is_half_an_hour_or_more_of_a_week(string text, bool isOne)
    {
        Assert.Equal(isOne, MaintenanceWindow.TryRead(text, out var window));
        Assert.True(!isOne || string.Equals(window.ToString(), text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_maintenance_window_opens_once_a_week()
    {
        MaintenanceWindow.TryRead("sat:23:45-sun:00:15", out var window);
        var saturday = new DateTimeOffset(2026, 1, 3, 23, 45, 0, TimeSpan.Zero);
        Assert.False(window.IsOpen(saturday.AddMinutes(-1)));
        Assert.True(window.IsOpen(saturday));
        Assert.True(window.IsOpen(saturday.AddMinutes(29)));
        Assert.False(window.IsOpen(saturday.AddMinutes(30)));
        Assert.Equal(saturday.AddDays(7), window.NextStart(saturday));
        Assert.Equal(saturday, window.NextStart(saturday.AddDays(-3)));
    }

    [Theory]
    [InlineData("sun:03:00-sun:03:30", "03:15-03:45", true)]
    [InlineData("sun:03:00-sun:03:30", "03:30-04:00", false)]
    [InlineData("sat:23:45-sun:00:15", "00:00-00:30", true)]
    [InlineData("mon:00:00-mon:00:30", "23:45-00:15", true)]
    public void Windows_of_maintenance_and_backups_keep_apart(string week, string day, bool overlap)
    {
        MaintenanceWindow.TryRead(week, out var maintenance);
        BackupWindow.TryRead(day, out var backups);
        Assert.Equal(overlap, maintenance.Overlaps(backups));
    }

    [Fact]
    public void A_window_that_is_drawn_leaves_backups_alone()
    {
        var dice = new Dice(7);
        for (var i = 0; i < 200; i++)
        {
            var backups = BackupWindow.Draw("us-east-1", dice);
            Assert.False(MaintenanceWindow.Draw("us-east-1", dice, backups).Overlaps(backups));
        }
    }

    [Theory]
    [InlineData("15.19", "15.18", true)]
    [InlineData("15.9", "15.18", false)]
    [InlineData("18.1", "15.18", true)]
    [InlineData("15.18", "15.18", false)]
    public void Versions_follow_each_other_by_their_numbers(string one, string other, bool isAfter) =>
        Assert.Equal(isAfter, VersionRules.IsAfter(one, other));

    [Fact]
    public void A_closed_password_opens_for_its_own_instance_and_user_only()
    {
        var secrets = new Secrets(new Seal(new byte[32], "test"));
        var closed = secrets.Close("db-ONE", Secrets.Master, "password-1");
        Assert.DoesNotContain("password-1", closed, StringComparison.Ordinal);
        Assert.Equal("password-1", secrets.Open("db-ONE", Secrets.Master, closed));
        Assert.Throws<InvariantBroken>(() => secrets.Open("db-TWO", Secrets.Master, closed));
        Assert.Throws<InvariantBroken>(() => secrets.Open("db-ONE", Secrets.Admin, closed));
    }

    private static void Takes(bool isTaken, Action check)
    {
        if (isTaken)
        {
            check();
        }
        else
        {
            Assert.Throws<AwsError>(check);
        }
    }
}
