using System.CommandLine;
using System.Text.Json;
using Faultline.Kernel.Faults;

namespace Faultline.Commands;

/// <summary>Draws the map of a server's world: its regions, or one region's zones and hosts.</summary>
internal sealed class World : Command
{
    private readonly Argument<string> region = new("REGION")
    {
        Description = "The region to be shown host by host.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public World() : base("world", "Show the regions, zones and hosts of this cloud.")
    {
        region.CompletionSources.From(_ => Names.Regions);
        Arguments.Add(region);
        Options.Add(json);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var world = await door.Get("/_faultline/world", ct);
        var one = parsed.GetValue(region) is { } name ? Find(world, name) : (JsonElement?)null;
        if (parsed.GetValue(json))
        {
            Print.Json(members => Write(members, world, one));
        }
        else if (one is { } shown)
        {
            Tell(shown);
        }
        else
        {
            Print.Rows([.. world.GetProperty("regions").EnumerateArray().Select(Row)]);
        }

        return 0;
    }

    private static JsonElement Find(JsonElement world, string name)
    {
        var regions = world.GetProperty("regions").EnumerateArray().ToArray();
        var found = regions.FirstOrDefault(each => each.Text("name") == name);
        return found.ValueKind == JsonValueKind.Undefined
            ? throw new Refused(
                CommandLine.Misused,
                $"this world has no region '{name}'.{Nearest.To(name, regions.Select(each => each.Text("name")))}")
            : found;
    }

    private static void Write(Utf8JsonWriter json, JsonElement world, JsonElement? one)
    {
        foreach (var member in world.EnumerateObject())
        {
            if (one is { } region && member.Name == "regions")
            {
                json.WriteStartArray("regions");
                region.WriteTo(json);
                json.WriteEndArray();
            }
            else
            {
                member.WriteTo(json);
            }
        }
    }

    private static string[] Row(JsonElement region)
    {
        var zones = Zones(region);
        return
        [
            region.Text("name"),
            region.Text("place"),
            $"{zones.Sum(zone => zone.GetProperty("hosts").GetArrayLength())} hosts",
            string.Join(' ', zones.Select(zone => zone.Text("id"))),
        ];
    }

    private static void Tell(JsonElement region)
    {
        Console.WriteLine($"{region.Text("name")}  {region.Text("place")}");
        foreach (var zone in Zones(region))
        {
            var hosts = zone.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()!).ToArray();
            Console.WriteLine(
                $"  {zone.Text("id")}  {hosts.Length} hosts in {zone.Text("racks")} racks, each of "
                + $"{zone.Text("vcpusOfHost")} vCPUs and {zone.GetProperty("memoryMiBOfHost").GetInt32() / 1024} GiB");
            foreach (var row in hosts.Chunk(8))
            {
                Console.WriteLine($"    {string.Join(' ', row)}");
            }
        }
    }

    private static JsonElement[] Zones(JsonElement region) => [.. region.GetProperty("zones").EnumerateArray()];
}
