using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Programs;
using Faultline.Whole.Postgres;

namespace Faultline.Whole.Rds;

/// <summary>A server that forgets everything, with a database that was backed up.</summary>
public sealed class ResetTests
{
    [PostgresFact("aws", "psql")]
    public async Task Nothing_of_a_database_is_left_after_a_reset()
    {
        await using var server = await Server.Start("--timing", "fast");
        var rds = new BackedUp(server);
        await rds.Create("shop");
        await rds.Available(BackedUp.Home, "shop");
        await Database.Until("its log is archived", () => Task.FromResult(Files(server, "archives") > 0));
        (await Tool.Run("curl", ["-sf", "-X", "POST", $"{server.Url}/_localstack/state/reset"])).MustSucceed();
        Assert.Equal(0, Files(server, "archives") + Files(server, "servers") + Files(server, "backups"));
    }

    /// <summary>How many files there are in a folder, where databases lie or where one stands for that.</summary>
    private static int Files(Server server, string folder)
    {
        var own = Path.Combine(server.State, "machines", BackedUp.Home, "databases");
        var other = Ground.Other(own, new PostgresOptions(own).Elsewhere);
        return new[] { own, other }
            .Select(home => Path.Combine(home, folder))
            .Where(Directory.Exists)
            .Sum(each => Directory.GetFiles(each, "*", SearchOption.AllDirectories).Length);
    }
}
