using System.Globalization;
using Faultline.Whole.Instances;

namespace Faultline.Whole.Rds;

/// <summary>RDS of a running server as the AWS CLI sees it, and its databases as psql does.</summary>
internal sealed class BackedUp(Server server)
{
    public const string Home = "us-east-1";

    /// <summary>Calls RDS; gives the answer as text.</summary>
    public async Task<string> Rds(string region, string operation, params string[] arguments) =>
        (await Tool.Run(
            "aws",
            ["--endpoint-url", server.Url, "--region", region, "rds", operation, .. arguments, "--output", "text"],
            server.Environment)).MustSucceed().Output.Trim();

    public Task Create(string name) => Rds(
        Home, "create-db-instance", "--db-instance-identifier", name, "--db-instance-class", "db.t4g.micro",
        "--engine", "postgres", "--allocated-storage", "20", "--master-username", "postgres",
        "--master-user-password", "hunter22x", "--backup-retention-period", "1", "--no-publicly-accessible", "--query",
        "DBInstance.DBInstanceStatus");

    public Task Available(string region, string name) => Machines.Until(
        $"{name} is available", async () => await Rds(
            region, "describe-db-instances", "--db-instance-identifier", name,
            "--query", "DBInstances[0].DBInstanceStatus") == "available");

    public async Task Delete(string region, string name)
    {
        await Rds(
            region, "delete-db-instance", "--db-instance-identifier", name, "--skip-final-snapshot", "--query",
            "DBInstance.DBInstanceStatus");
        await Machines.Until($"{name} is gone", async () => !(await Rds(
            region, "describe-db-instances", "--query", "DBInstances[].DBInstanceIdentifier")).Split().Contains(name));
    }

    /// <summary>Runs a statement through the endpoint; gives its rows, without anything around them.</summary>
    public async Task<string> Sql(string region, string name, string statement)
    {
        var endpoint = (await Rds(
            region, "describe-db-instances", "--db-instance-identifier", name,
            "--query", "DBInstances[0].Endpoint.[Address,Port]")).Split();
        return (await Tool.Run(
            "psql",
            [
                $"host={endpoint[0]} port={endpoint[1]} user=postgres password=hunter22x dbname=postgres",
                "-v", "ON_ERROR_STOP=1", "-qtA", "-c", statement,
            ])).MustSucceed().Output.Trim();
    }

    /// <summary>The hour by the database's own clock.</summary>
    public async Task<DateTimeOffset> Hour(string region, string name) => DateTimeOffset.UnixEpoch.AddMicroseconds(
        long.Parse(
            await Sql(region, name, "select (extract(epoch from clock_timestamp()) * 1000000)::bigint"),
            CultureInfo.InvariantCulture));
}
