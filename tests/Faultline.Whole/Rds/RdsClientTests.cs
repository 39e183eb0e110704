using Faultline.Whole.Postgres;

namespace Faultline.Whole.Rds;

/// <summary>Databases through the AWS SDK for JavaScript, the AWS CLI, psql and pgbench.</summary>
public sealed class RdsClientTests
{
    [PostgresFact]
    public async Task The_JavaScript_SDK_makes_changes_and_deletes_databases()
    {
        await using var server = await Server.Start("--timing", "fast");
        var ended = (await Tool.Run("node", ["rds.mjs"], server.Environment)).MustSucceed();
        var called = ended.Output.Split('\n').Single(line => line.StartsWith("called: ", StringComparison.Ordinal));
        Assert.True(called.Split(' ').Length > 48, called);
        Assert.Equal(0, await server.Stop());
    }

    [PostgresFact("aws", "psql")]
    public async Task The_CLI_waits_for_a_database_that_psql_reaches_with_tls_only()
    {
        await using var database = await Database.Make(isMultiAz: false);
        Assert.Equal("t", (await database.Psql(
            "select ssl from pg_stat_ssl where pid = pg_backend_pid()")).MustSucceed().Output.Trim());
        var plain = await database.Psql("select 1", "disable");
        Assert.NotEqual(0, plain.Code);
        var stranger = database.Url("require").Replace(Database.Password, "wrong", StringComparison.Ordinal);
        var wrong = await Tool.Run("psql", [stranger, "-c", "select 1"]);
        Assert.Contains("password authentication failed", wrong.Errors, StringComparison.Ordinal);
    }

    [PostgresFact("aws", "psql", "pgbench")]
    public async Task Pgbench_goes_on_after_a_failover()
    {
        await using var database = await Database.Make(isMultiAz: true);
        (await Tool.Run("pgbench", ["-i", "-q", "-s", "1", database.Url("require")])).MustSucceed();
        var running = Tool.Run("pgbench", ["-c", "2", "-T", "6", "-P", "1", database.Url("require")]);
        await database.FailOver();

        // Its connections break, as in AWS; a new run finds the same name, and the other server.
        await running;
        await database.Available();
        (await Tool.Run("pgbench", ["-c", "2", "-t", "50", database.Url("require")])).MustSucceed();
        Assert.Equal("f", (await database.Psql("select pg_is_in_recovery()")).MustSucceed().Output.Trim());
    }
}
