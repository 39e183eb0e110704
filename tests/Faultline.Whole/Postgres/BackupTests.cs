using System.Globalization;
using Faultline.Engines.Postgres;

namespace Faultline.Whole.Postgres;

/// <summary>Backups and archives: what comes back is what was there at the moment that was asked for.</summary>
public sealed class BackupTests
{
    private static readonly Func<ServerSettings, ServerSettings> archived = settings =>
        settings with { Archive = "all:of it", ArchiveEvery = TimeSpan.FromHours(1) };

    [PostgresFact]
    public async Task A_backup_is_whole_costs_what_changed_and_comes_back_with_another_password()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await farm.Ask("a", "create table t as select 7 as n");
        var first = await farm.Backups.Take("rds:one", "a", default);
        Assert.Equal(first, await farm.Backups.Take("rds:one", "a", default));
        Assert.True(first.Consistent > first.Began && first.Bytes > 10_000_000);
        await farm.Ask("a", "drop table t");
        await farm.Restart();
        Assert.Equal(first, Assert.Single(farm.Backups.All));
        await farm.Servers.Restore("b", new("rds:one", Farm.Admin, "new' one"), default);
        await farm.Servers.Start("b", farm.Settings("b"), default);
        Assert.True((await farm.Look("b")).Answers);
        await using (var connection = await farm.Connect("b", Farm.Admin, "new' one"))
        {
            Assert.Equal("7", await Farm.Ask(connection, "select n from t"));
            await Farm.Ask(connection, "insert into t values (8)");
        }

        await farm.Backups.Delete("rds:one", default);
        Assert.Empty(farm.Backups.All);
        var none = await Assert.ThrowsAsync<PostgresFailed>(
            async () => await farm.Servers.Restore("c", new("rds:one", Farm.Admin, "x"), default));
        Assert.Equal("There is no backup rds:one.", none.Message);
        Assert.Null(farm.Servers.Find("c"));
    }

    [PostgresFact]
    public async Task The_moment_before_a_bad_delete_comes_back_with_exactly_its_rows()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a", archived);
        await farm.Look("a");
        var backup = await farm.Backups.Take("base", "a", default);
        await farm.Ask("a", "create table t (n int)");
        await farm.Ask("a", "insert into t select generate_series(1, 500)");
        var before = await Moment(farm, "a");
        await farm.Ask("a", "delete from t where n % 2 = 0");
        var after = await Moment(farm, "a");
        await farm.Ask("a", "insert into t values (1000)");
        Assert.False(farm.Backups.Archive("all:of it")?.Until >= before);
        await farm.Servers.Archive("a", default);
        var archive = farm.Backups.Archive("all:of it")!;
        Assert.True(archive.From <= backup.Consistent && archive.Until > after && archive.Bytes > 0);
        Assert.True((await farm.Look("a")).ArchivedUntil >= archive.Until);
        await Back(farm, "b", before, "500,500");
        await Back(farm, "c", after, "250,499");
        await Back(farm, "d", null, "251,1000");

        // The last moment there is, after which nothing was committed.
        await Back(farm, "e", farm.Backups.Archive("all:of it")!.Until, "251,1000");
        foreach (var wrong in (DateTimeOffset[])[backup.Consistent.AddTicks(-10), DateTimeOffset.UtcNow.AddHours(1)])
        {
            var order = new RestoreOrder("base", Farm.Admin, "x") { Archive = "all:of it", Until = wrong };
            await Assert.ThrowsAsync<PostgresFailed>(async () => await farm.Servers.Restore("f", order, default));
            Assert.Null(farm.Servers.Find("f"));
        }
    }

    [PostgresFact]
    public async Task An_archive_goes_on_over_a_promotion_and_over_a_restart_of_ours()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a", archived);
        await farm.Look("a");
        await farm.Backups.Take("base", "a", default);
        await farm.Ask("a", "create table t (n int)");
        await farm.Standby("b", "a", archived);
        await farm.Servers.Apply("a", archived(farm.Settings("a")) with { Synchronous = ["b"] }, default);
        await farm.Until("a", sight => sight.Followers.Any(each => each.IsSynchronous));
        await farm.Ask("a", "insert into t values (1)");
        await farm.Servers.Archive("a", default);
        await farm.Ask("a", "insert into t values (2)");
        var first = await Moment(farm, "a");
        await farm.Ask("a", "insert into t values (3)");
        await farm.Servers.Fence("a");
        await farm.Servers.Promote("b", default);
        await farm.Ask("b", "insert into t values (4)");
        var second = await Moment(farm, "b");
        await farm.Ask("b", "insert into t values (5)");
        await farm.Restart();
        await farm.Servers.Archive("b", default);
        await Back(farm, "c", first, "2,2");
        await Back(farm, "d", second, "4,4");
        await Back(farm, "e", null, "5,5");
    }

    [PostgresFact]
    public async Task A_backup_of_a_standby_and_its_archive_come_back_in_another_region()
    {
        await using var farm = await Farm.Open();
        await using var other = await Farm.Open();
        await farm.Writer("a", archived);
        await farm.Look("a");
        await farm.Standby("b", "a", archived);
        await farm.Ask("a", "create table t (n int)");
        await farm.CatchUp("b", "a");
        var backup = await farm.Backups.Take("base", "b", default);
        await farm.Ask("a", "insert into t values (1)");
        var moment = await Moment(farm, "a");
        await farm.Ask("a", "insert into t values (2)");
        await farm.Servers.Archive("a", default);
        var copy = await other.Backups.Copy("base", farm.Backups, "base", default);
        Assert.Equal(backup, copy);
        await other.Backups.CopyArchive("all:of it", farm.Backups, "all:of it", default);
        await other.Backups.CopyArchive("all:of it", farm.Backups, "all:of it", default);
        await Back(other, "c", moment, "1,1");
        await other.Backups.DeleteArchive("all:of it", default);
        Assert.Null(other.Backups.Archive("all:of it"));
        await other.Backups.Delete("base", default);
    }

    [PostgresFact]
    public async Task A_trimmed_archive_restores_what_it_says_and_an_idle_one_says_later_and_later()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a", archived);
        await farm.Look("a");
        await farm.Backups.Take("old", "a", default);
        await farm.Ask("a", "create table t (n int)");
        await farm.Servers.Archive("a", default);
        await farm.Ask("a", "insert into t values (1)");
        await farm.Servers.Archive("a", default);
        var young = await farm.Backups.Take("young", "a", default);
        await farm.Ask("a", "insert into t values (2)");
        await farm.Servers.Archive("a", default);
        var before = farm.Backups.Archive("all:of it")!;
        HandOverLate(farm);
        await farm.Backups.Trim("all:of it", young.Consistent, default);
        var after = farm.Backups.Archive("all:of it")!;
        Assert.True(after.From > before.From && after.From <= young.Consistent && after.Bytes < before.Bytes);
        await Back(farm, "b", null, "2,2", "young");
        var order = new RestoreOrder("old", Farm.Admin, Farm.Password) { Archive = "all:of it" };
        await Assert.ThrowsAsync<PostgresFailed>(async () => await farm.Servers.Restore("c", order, default));
        var until = (await farm.Look("a")).ArchivedUntil;
        Assert.True((await farm.Look("a")).ArchivedUntil > until);
    }

    /// <summary>
    /// Where nothing was committed after a moment, all that there is is read. What was committed since, and comes into
    /// the archive while the restore is under way, must not be in it.
    /// </summary>
    [PostgresFact]
    public async Task What_comes_into_the_archive_during_a_restore_is_not_read()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a", archived);
        await farm.Look("a");
        await farm.Ask("a", "create table t (n int)");
        await farm.Servers.Archive("a", default);
        var (archives, folder) = (farm.Servers.Archives, farm.Servers.Archives.FolderOf("all:of it"));
        var state = archives.Find("all:of it")!;
        var before = Pieces(folder);
        await farm.Ask("a", "insert into t values (1)");
        await farm.Servers.Archive("a", default);
        var later = Assert.Single(Pieces(folder).Except(before));
        Assert.True(await Gives(archives.CommandsOf("all:of it").Restore, later));
        Assert.False(await Gives(archives.RestoreOf("all:of it", state), later));
        Assert.True(await Gives(archives.RestoreOf("all:of it", archives.Find("all:of it")!), later));
        Assert.NotEmpty(before);
        foreach (var piece in before)
        {
            Assert.True(await Gives(archives.RestoreOf("all:of it", state), piece), piece);
        }

        async Task<bool> Gives(string command, string piece) => (await Tool.Run("/bin/sh", [
            "-c",
            command.Replace("%p", Path.Combine(farm.Home, "given"), StringComparison.Ordinal)
                .Replace("%f", piece, StringComparison.Ordinal),
        ])).Code == 0;
    }

    private static string[] Pieces(string folder) =>
        [.. Directory.GetFiles(folder, "0*").Select(file => Path.GetFileName(file)).Where(name => name.Length == 24)];

    /// <summary>Each piece of the log came long after it was full, as where the archive was out of reach.</summary>
    private static void HandOverLate(Farm farm)
    {
        var root = Directory.Exists(farm.Elsewhere) ? farm.Elsewhere : farm.Home;
        foreach (var archives in Directory.GetDirectories(root, "archives", SearchOption.AllDirectories))
        {
            foreach (var piece in Directory.GetFiles(archives, "0*", SearchOption.AllDirectories))
            {
                File.SetLastWriteTimeUtc(piece, DateTime.UtcNow);
            }
        }
    }

    /// <summary>A moment after all that was committed, and before all that will be.</summary>
    private static async Task<DateTimeOffset> Moment(Farm farm, string key) => DateTimeOffset.UnixEpoch.AddMicroseconds(
        long.Parse(
            (await farm.Ask(key, "select (extract(epoch from clock_timestamp()) * 1000000)::bigint"))!,
            CultureInfo.InvariantCulture));

    private static async Task Back(
        Farm farm, string key, DateTimeOffset? until, string countAndMax, string backup = "base")
    {
        var order = new RestoreOrder(backup, Farm.Admin, Farm.Password) { Archive = "all:of it", Until = until };
        await farm.Servers.Restore(key, order, default);
        await farm.Servers.Start(key, farm.Settings(key), default);
        Assert.Equal(countAndMax, await farm.Ask(key, "select count(*) || ',' || max(n) from t"));
        await farm.Ask(key, "insert into t values (-1)");
        await farm.Servers.Delete(key, default);
    }
}
