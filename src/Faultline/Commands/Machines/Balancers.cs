using System.CommandLine;
using System.Text.Json;

namespace Faultline.Commands.Machines;

/// <summary>Lists the load balancers of all accounts and regions: where their nodes are, and how they do.</summary>
internal sealed class Balancers : Command
{
    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public Balancers() : base("balancers", "List the load balancers: where their nodes are, and how targets do.")
    {
        Options.Add(json);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var answer = await door.Get("/_faultline/balancers", ct);
        if (parsed.GetValue(json))
        {
            Print.Json(answer);
            return 0;
        }

        var all = answer.GetProperty("balancers").EnumerateArray().ToList();
        if (all.Count == 0)
        {
            Console.WriteLine("There are no load balancers. `aws elbv2 create-load-balancer` makes one.");
            return 0;
        }

        foreach (var balancer in all)
        {
            Console.WriteLine($"{balancer.Text("name")}  {balancer.Text("state")}  {balancer.Text("dns")}");
            Print.Rows([.. balancer.GetProperty("nodes").EnumerateArray().Select(Row)]);
        }

        return 0;
    }

    private static string[] Row(JsonElement node)
    {
        var doors = node.GetProperty("listeners").EnumerateArray().Select(each => each.Text("at"))
            .Where(at => at.Length > 0).ToList();
        var targets = node.GetProperty("targets").EnumerateArray().GroupBy(each => each.Text("health"))
            .Select(each => $"{each.Count()} {each.Key}").ToList();
        return
        [
            $"  {node.Text("zone")}",
            !node.GetProperty("hasPower").GetBoolean() ? "no power"
                : node.GetProperty("isInName").GetBoolean() ? "in the name" : "not in the name",
            doors.Count > 0 ? $"open at {string.Join(", ", doors)}" : "listens nowhere",
            targets.Count > 0 ? $"targets: {string.Join(", ", targets)}" : "no targets",
            node.Text("trouble"),
        ];
    }
}
