using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faultline.Engines.Postgres;
using Npgsql;

namespace Faultline.Whole.Postgres;

/// <summary>Who gets in, as what, and by which way.</summary>
public sealed class AccessTests
{
    [PostgresFact]
    public async Task An_owner_has_a_database_roles_and_no_more()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        var owner = new Owner("boss", "pass'word", "shop")
        {
            Roles = ["rds_superuser", "pg_monitor"],
            Memberships = [new("rds_superuser", "pg_signal_backend"), new("rds_superuser", "helpers")],
        };
        await farm.Servers.SetOwner("a", owner, default);
        await farm.Servers.SetOwner("a", owner with { Password = "an\\other" }, default);
        await Assert.ThrowsAsync<PostgresException>(() => farm.Connect("a", "boss", "pass'word", "shop"));
        await using var connection = await farm.Connect("a", "boss", "an\\other", "shop");
        Assert.Equal("True", await Farm.Ask(connection, "select pg_has_role('rds_superuser', 'member')"));
        Assert.Equal("True", await Farm.Ask(connection, "select pg_has_role('pg_signal_backend', 'usage')"));
        Assert.Equal("True", await Farm.Ask(connection, "select pg_has_role('helpers', 'usage')"));
        await Farm.Ask(connection, "create table t (n int)");
        await Farm.Ask(connection, "create role clerk login");
        await Farm.Ask(connection, "create database other");
        Assert.Equal(1, (await farm.Look("a")).Connections);
        foreach (var forbidden in (string[])
            ["alter role boss superuser", "select pg_read_file('postgresql.conf')", "copy t from program 'id'",
                $"alter role {Farm.Admin} password 'x'", "alter system set port = 1"])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Farm.Ask(connection, forbidden));
            Assert.Equal("42501", refused.SqlState);
        }
    }

    [PostgresFact]
    public async Task Names_and_passwords_are_names_and_passwords_whatever_is_in_them()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        const string name = "x\"; drop role y; --";
        const string password = "'); alter role \"x\" superuser; -- \\' $$ %s \n ü";
        const string database = "d'\"; create role evil superuser; --";
        var owner = new Owner(name, password, database)
        {
            Roles = ["r'); create role evil superuser; --\""],
            Memberships = [new("m'; create role evil superuser; --", "o\"; create role evil superuser; --")],
        };
        await farm.Servers.SetOwner("a", owner, default);
        await farm.Servers.SetOwner("a", owner, default);
        await using var connection = await farm.Connect("a", name, password, database);
        Assert.Equal(name, await Farm.Ask(connection, "select current_user"));
        Assert.Equal("0", await farm.Ask("a", "select count(*) from pg_roles where rolname = 'evil'"));
        Assert.Equal("1", await farm.Ask("a", "select count(*) from pg_roles where rolsuper"));
        Assert.DoesNotContain("alter role", ServerTests.AllLogs(farm, "a"), StringComparison.OrdinalIgnoreCase);
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await farm.Servers.SetOwner("a", owner with { Name = "a\0b" }, default));
    }

    [PostgresFact]
    public async Task Nobody_gets_in_without_a_password_and_a_wrong_one_is_wrong()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => farm.Connect("a", Farm.Admin, "wrong"));
        Assert.Equal("28P01", refused.SqlState);
        var everywhere = farm.Servers.Find("a")!.Pid!.Value;
        Assert.DoesNotContain("secret", File.ReadAllText($"/proc/{everywhere}/cmdline"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles("/tmp", ".s.PGSQL.5432*"));
    }

    [PostgresFact]
    public async Task Tls_is_spoken_where_there_is_a_certificate_and_demanded_where_that_is_said()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a", settings => settings with { Tls = Certificate("one.example"), DemandsTls = true });
        await farm.Servers.SetOwner("a", new("boss", "password", null), default);
        await Assert.ThrowsAsync<PostgresException>(() => farm.Connect("a", "boss", "password"));
        await using (var connection = await farm.Connect("a", "boss", "password", ssl: SslMode.Require))
        {
            const string isSecret = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
            Assert.Equal("True", await Farm.Ask(connection, isSecret));
        }

        await farm.Servers.Apply("a", farm.Settings("a") with { Tls = Certificate("two.example") }, default);
        await using var plain = await farm.Connect("a", "boss", "password");
        await using var second = await farm.Connect("a", "boss", "password", ssl: SslMode.Require);
    }

    [PostgresFact]
    public async Task As_root_it_runs_as_another_user_in_a_folder_that_this_one_gets_to()
    {
        var farm = await Farm.Open();
        try
        {
            await farm.Writer("a");
            var pid = farm.Servers.Find("a")!.Pid!.Value;
            var users = File.ReadLines($"/proc/{pid}/status")
                .First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1..];
            var isRoot = Environment.UserName == "root";
            Assert.Equal(isRoot, Directory.Exists(farm.Elsewhere));
            var folder = new FileInfo($"/proc/{pid}/cwd").LinkTarget!;
            Assert.StartsWith(isRoot ? farm.Elsewhere : farm.Home, folder, StringComparison.Ordinal);
            Assert.DoesNotContain("0", users);
        }
        finally
        {
            await farm.DisposeAsync();
        }

        Assert.Equal(0, farm.Left);
    }

    private static ServerTls Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return new(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
