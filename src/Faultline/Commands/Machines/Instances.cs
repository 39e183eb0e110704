using System.CommandLine;
using System.Text.Json;

namespace Faultline.Commands.Machines;

/// <summary>Lists the instances of all accounts and regions, and where each is reached on this machine.</summary>
internal sealed class Instances : Command
{
    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public Instances() : base("instances", "List the EC2 instances, and where they are reached on this machine.")
    {
        Subcommands.Add(new InstancesSchedule());
        Subcommands.Add(new InstancesCancel());
        Subcommands.Add(new InstancesInterrupt());
        Subcommands.Add(new InstancesRebalance());
        Options.Add(json);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var answer = await door.Get(InstanceDoor.Path, ct);
        if (parsed.GetValue(json))
        {
            Print.Json(answer);
            return 0;
        }

        var all = answer.GetProperty("instances").EnumerateArray().ToList();
        if (all.Count == 0)
        {
            Console.WriteLine("There are no instances. `aws ec2 run-instances` launches some.");
            return 0;
        }

        Print.Rows([.. all.Select(Row)]);
        return 0;
    }

    private static string[] Row(JsonElement instance)
    {
        var doors = instance.GetProperty("doors").EnumerateArray().Select(door => door.Text("at")).ToList();
        var ports = instance.GetProperty("ports").EnumerateArray().Select(port => $"{port}").ToList();
        return
        [
            instance.Text("id"),
            instance.Text("state"),
            instance.Text("zone"),
            instance.Text("host") is { Length: > 0 } host ? host : "-",
            instance.Text("address") is { Length: > 0 } address ? address : "-",
            ports.Count > 0 ? $"listens at {string.Join(", ", ports)}" : "listens nowhere",
            string.Join("; ", new[] { doors.Count > 0 ? $"open at {string.Join(", ", doors)}" : "" }
                .Concat(Ordering.Ahead(instance)).Where(text => text.Length > 0)),
        ];
    }
}
