using System.CommandLine;
using System.Text.Json;

namespace Faultline.Commands;

/// <summary>Says whether a server runs, and what it says of itself. The exit code is 1 until one is ready.</summary>
internal sealed class Status : Command
{
    private readonly Option<string> state = Choices.State();
    private readonly Option<int?> port = Choices.Port("The port of the server, instead of its state folder.");
    private readonly Option<bool> json = Choices.Json();

    public Status() : base("status", "Say whether a server runs, and how it does.")
    {
        Options.Add(state);
        Options.Add(port);
        Options.Add(json);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var (server, otherwise) = await Running.Find(parsed.Folder(state), parsed.GetValue(port), ct);
        if (parsed.GetValue(json))
        {
            Print.Json(members => Write(members, server));
        }
        else if (server is null)
        {
            Console.WriteLine($"Not running: {otherwise}");
        }
        else
        {
            Tell(server);
        }

        return server is { IsReady: true, Status: not null } ? 0 : CommandLine.Failed;
    }

    private static void Write(Utf8JsonWriter json, Running? server)
    {
        json.WriteBoolean("running", server is not null);
        json.WriteBoolean("answers", server?.Status is not null);
        if (server is null)
        {
            return;
        }

        if (server.Status is { } status)
        {
            foreach (var member in status.EnumerateObject())
            {
                member.WriteTo(json);
            }
        }
        else
        {
            json.WriteNumber("pid", server.Pid);
            json.WriteString("endpoint", server.Endpoint);
            json.WriteBoolean("ready", server.IsReady);
        }
    }

    private static void Tell(Running server)
    {
        if (server.Status is not { } status)
        {
            Console.WriteLine($"P{server.Silence[1..]}");
            return;
        }

        var endpoint = status.GetProperty("endpoint");
        Console.WriteLine(server.IsReady
            ? $"Running: process {server.Pid} answers at {endpoint}."
            : $"Starting: process {server.Pid} answers at {endpoint}, and its init scripts still run.");
        Console.WriteLine($"  version     {status.GetProperty("version")}");
        Console.WriteLine($"  state       {status.GetProperty("state")}");
        Console.WriteLine($"  durability  {status.GetProperty("durability")}");
        var up = TimeSpan.FromSeconds((long)status.GetProperty("uptimeSeconds").GetDouble());
        Console.WriteLine($"  up for      {up:g}");
        var regions = status.GetProperty("regions").EnumerateArray().Select(region => region.GetString()).ToArray();
        Console.WriteLine($"  regions     {(regions.Length == 0 ? "none used yet" : string.Join(", ", regions))}");
        Console.WriteLine($"  faults      {status.GetProperty("faultsInForce")} in force");
        Console.WriteLine($"  timing      {status.GetProperty("timing")}");
    }
}
