using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Faultline.Commands.Machines;

/// <summary>
/// Lists the databases of all accounts and regions: where they are reached, who writes, who stands by, and by how much
/// read replicas are behind.
/// </summary>
internal sealed class Databases : Command
{
    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public Databases() : base("databases", "List the databases: where they are reached, who writes, and who stands by.")
    {
        Options.Add(json);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var answer = await door.Get("/_faultline/databases", ct);
        if (parsed.GetValue(json))
        {
            Print.Json(answer);
            return 0;
        }

        var all = answer.GetProperty("databases").EnumerateArray().ToList();
        if (all.Count == 0)
        {
            Console.WriteLine(
                "There are no databases. `aws rds create-db-instance` makes one; with "
                + "`--no-publicly-accessible` it lets this machine in, and without once its security group does.");
            return 0;
        }

        foreach (var database in all)
        {
            Console.WriteLine(Head(database));
            Print.Rows([.. database.GetProperty("servers").EnumerateArray().Select(Row)]);
        }

        return 0;
    }

    private static string Head(JsonElement database)
    {
        var port = database.GetProperty("port").GetInt32();
        var lag = database.GetProperty("lagSeconds");
        var follows = database.Text("source") is { Length: > 0 } source ? $"  follows {source}" : "";
        var behind = lag.ValueKind == JsonValueKind.Number
            ? string.Create(CultureInfo.InvariantCulture, $", {lag.GetDouble():0.0} s behind")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{database.Text("name")}  {database.Text("status")}  {database.Text("address")}:{port}  "
            + $"PostgreSQL {database.Text("version")}{follows}{behind}");
    }

    private static string[] Row(JsonElement server) =>
    [
        $"  {server.Text("zone")}",
        server.Text("host"),
        server.Text("state"),
        server.GetProperty("isInSync").GetBoolean() ? "in sync" : "",
        server.GetProperty("pid") is { ValueKind: JsonValueKind.Number } pid ? $"process {pid.GetInt32()}" : "",
    ];
}
