using Faultline.Whole.Postgres;

namespace Faultline.Whole.Rds;

/// <summary>What the master user is in its database: much, and no superuser.</summary>
public sealed class RoleTests
{
    private const string Grants = """
        select m.rolname || ' in ' || r.rolname || case when g.admin_option then ' and gives it' else '' end
        from pg_auth_members g join pg_roles m on m.oid = g.member join pg_roles r on r.oid = g.roleid
        where m.rolname in ('app', 'rds_superuser') and r.rolname not in ('pg_use_reserved_connections', 'clerk')
        order by 1
        """;

    [PostgresFact("aws", "psql")]
    public async Task The_master_user_is_of_rds_superuser_also_after_a_failover()
    {
        await using var database = await Database.Make(isMultiAz: true);
        await Check(database);
        var powers = await Ask(database, """
            create role clerk login password 'clerk-password';
            grant rds_superuser, rds_replication, rds_password to clerk;
            checkpoint;
            select pg_has_role('clerk', 'pg_monitor', 'usage'), pg_has_role('app', 'pg_signal_backend', 'usage'),
              count(*) > 0 from pg_stat_activity where usename = 'rdsadmin' and query like '%pg_%'
            """);
        Assert.Equal("t|t|t", powers.Split('\n')[^1]);
        string[] forbidden =
        [
            "alter role app superuser", "alter role rds_superuser superuser", "create role evil superuser",
            "alter role rdsadmin password 'x'", "set role rdsadmin", "select pg_read_file('postgresql.conf')",
            "copy clerks from program 'id'", "alter system set port = 1", "select * from pg_authid",
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rdsadmin' and pid is not null",
        ];
        foreach (var statement in forbidden)
        {
            Assert.NotEqual(0, (await database.Psql(statement)).Code);
        }

        Assert.Equal("rdsadmin", await Ask(database, "select string_agg(rolname, ' ') from pg_roles where rolsuper"));
        await database.FailOver();
        await database.Available();
        await Check(database);
    }

    private static async Task Check(Database database)
    {
        Assert.Equal(
            """
            app in rds_superuser and gives it
            rds_superuser in pg_checkpoint and gives it
            rds_superuser in pg_monitor and gives it
            rds_superuser in pg_signal_backend and gives it
            rds_superuser in rds_password and gives it
            rds_superuser in rds_replication and gives it
            """,
            await Ask(database, Grants));
        Assert.Equal("f|f|f", await Ask(
            database, "select rolsuper, rolcanlogin, rolreplication from pg_roles where rolname = 'rds_superuser'"));
    }

    private static async Task<string> Ask(Database database, string sql) =>
        (await database.Psql(sql)).MustSucceed().Output.Trim();
}
