using Faultline.Whole.Postgres;
using Npgsql;

namespace Faultline.Whole.Rds;

/// <summary>Who gets in at the endpoint of a database in a default VPC, from this machine.</summary>
public sealed class AccessTests
{
    [PostgresFact("aws", "psql")]
    public async Task A_public_database_lets_in_whom_its_groups_let_in_and_a_private_one_this_machine()
    {
        await using var database = await Database.Make(isMultiAz: false, isPublic: true);
        Assert.False(await Enters(database));

        // A rule in the group that guards it.
        var group = await database.Show("VpcSecurityGroups[0].VpcSecurityGroupId");
        await Ec2(database, "authorize-security-group-ingress", group, "127.0.0.1/32");
        await Database.Until("it lets in", () => Enters(database));
        await using var open = new NpgsqlConnection(database.Connection);
        await open.OpenAsync();
        await Ec2(database, "revoke-security-group-ingress", group, "127.0.0.1/32");
        await Database.Until("it lets in nobody", async () => !await Enters(database));
        Assert.Equal("1", await Farm.Ask(open, "select 1::text"));

        // Not public: this machine is in its network.
        await Modify(database, "--no-publicly-accessible");
        await Database.Until("it lets in again", () => Enters(database));
        await Modify(database, "--publicly-accessible");
        await Database.Until("it lets in nobody again", async () => !await Enters(database));

        // Another group, at once.
        var other = await Ec2(
            database, "create-security-group", "--group-name", "psql", "--description", "psql", "--query", "GroupId");
        await Ec2(database, "authorize-security-group-ingress", other, "0.0.0.0/0");
        await Modify(database, "--vpc-security-group-ids", other);
        await Database.Until("the other group lets in", () => Enters(database));
        var refused = await Tool.Run(
            "aws",
            [
                "--endpoint-url", database.Server.Url, "rds", "modify-db-instance", "--db-instance-identifier", "shop",
                "--vpc-security-group-ids", "sg-00000000000000000",
            ],
            database.Server.Environment);
        Assert.Contains("InvalidParameterValue", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("Invalid security group", refused.Errors, StringComparison.Ordinal);
    }

    private static async Task<bool> Enters(Database database)
    {
        try
        {
            await using var connection = new NpgsqlConnection(database.Connection);
            await connection.OpenAsync();
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private static Task<string> Modify(Database database, params string[] change) => database.Aws(
    [
        "modify-db-instance", "--db-instance-identifier", "shop", "--query", "DBInstance.DBInstanceStatus", .. change,
    ]);

    private static Task<string> Ec2(Database database, string operation, string group, string block) => Ec2(
        database, operation, "--group-id", group, "--protocol", "tcp", "--port", "5432", "--cidr", block);

    private static async Task<string> Ec2(Database database, string operation, params string[] arguments) =>
        (await Tool.Run(
            "aws",
            ["--endpoint-url", database.Server.Url, "ec2", operation, .. arguments, "--output", "text"],
            database.Server.Environment)).MustSucceed().Output.Trim();
}
