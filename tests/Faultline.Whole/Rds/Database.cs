using System.Diagnostics;

namespace Faultline.Whole.Rds;

/// <summary>A server with a database of its own, as the AWS CLI makes it.</summary>
internal sealed class Database : IAsyncDisposable
{
    public const string Password = "correct-horse";

    private const string Name = "shop";
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(2);

    private Database(Server server) => Server = server;

    public Server Server { get; }

    public string Host { get; private set; } = "";

    public int Port { get; private set; }

    /// <summary>One that is available, with a standby in sync where it is to have one.</summary>
    public static async Task<Database> Make(bool isMultiAz, bool isPublic = false)
    {
        var database = new Database(await Server.Start("--timing", "fast"));
        try
        {
            await database.Create(isMultiAz, isPublic);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public string Url(string sslMode) => $"postgresql://app:{Password}@{Host}:{Port}/shop?sslmode={sslMode}";

    /// <summary>What Npgsql connects with.</summary>
    public string Connection => $"Host={Host};Port={Port};Username=app;Password={Password};Database=shop;"
        + "SSL Mode=Require;Pooling=false;Timeout=3;Command Timeout=5";

    public Task<Ended> Psql(string sql, string sslMode = "require") =>
        Tool.Run("psql", [Url(sslMode), "-Atc", sql]);

    public async Task<string> Aws(params string[] arguments) => (await Tool.Run(
        "aws", ["--endpoint-url", Server.Url, "rds", .. arguments, "--output", "text"], Server.Environment))
        .MustSucceed().Output.Trim();

    public async Task FailOver() =>
        await Aws("reboot-db-instance", "--db-instance-identifier", Name, "--force-failover");

    /// <summary>Waits as the CLI does, but for its pauses of half a minute.</summary>
    public Task Available() => Until(
        "the database is available",
        async () => await Show("DBInstanceStatus") == "available");

    public async Task<string> Show(string query) => await Aws(
        "describe-db-instances", "--db-instance-identifier", Name, "--query", $"DBInstances[0].{query}");

    /// <summary>The id of the zone in which the server that writes stands.</summary>
    public async Task<string> Zone()
    {
        using var http = new HttpClient();
        var answer = System.Text.Json.Nodes.JsonNode.Parse(
            await http.GetStringAsync(new Uri($"{Server.Url}/_faultline/databases")))!;
        return (string)answer["databases"]![0]!["zone"]!;
    }

    public static async Task Until(string what, Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < limit, $"It never was: {what}.");
            await Task.Delay(100);
        }
    }

    /// <summary>A standby that commits wait for.</summary>
    public Task InSync() => Until("a standby is in sync", async () =>
    {
        using var http = new HttpClient();
        var answer = System.Text.Json.Nodes.JsonNode.Parse(
            await http.GetStringAsync(new Uri($"{Server.Url}/_faultline/databases")))!;
        return answer["databases"]![0]!["servers"]!.AsArray().Any(each => (bool)each!["isInSync"]!);
    });

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    private async Task Create(bool isMultiAz, bool isPublic)
    {
        await Aws(
            "create-db-instance", "--db-instance-identifier", Name, "--engine", "postgres", "--db-instance-class",
            "db.t3.micro", "--allocated-storage", "20", "--master-username", "app", "--master-user-password", Password,
            "--db-name", "shop", isMultiAz ? "--multi-az" : "--no-multi-az", "--backup-retention-period", "0",
            isPublic ? "--publicly-accessible" : "--no-publicly-accessible");
        await Available();
        Host = await Show("Endpoint.Address");
        Port = int.Parse(await Show("Endpoint.Port"), System.Globalization.CultureInfo.InvariantCulture);
        if (isMultiAz)
        {
            await InSync();
        }
    }
}
