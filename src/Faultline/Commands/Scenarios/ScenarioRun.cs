using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Kernel;

namespace Faultline.Commands.Scenarios;

/// <summary>
/// Makes the template of a scenario on a server that runs, starts it, and tells how it goes. Ctrl-C stops the
/// experiment and waits until what it did is put right.
/// </summary>
internal sealed class ScenarioRun : Command
{
    private const string RegionUnsaid = "us-east-1";

    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    private readonly ScenarioChoice choice;
    private readonly Option<bool> json = Choices.Json();

    private readonly Option<string> region = new("--region")
    {
        Description = $"The region; that of the zone, or {RegionUnsaid}, unless said.",
        HelpName = "REGION",
    };

    private readonly ServerChoice server;

    public ScenarioRun() : base("run", "Run a scenario on a server, and tell how it goes. Ctrl-C stops it.")
    {
        choice = new(this);
        Options.Add(region);
        Options.Add(json);
        region.CompletionSources.From(_ => Names.Regions);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var template = choice.Template(parsed);
        using var door = await server.Open(parsed, ct);
        var fis = new Fis(door, parsed.GetValue(region) ?? choice.Region(parsed) ?? RegionUnsaid);
        var isQuiet = parsed.GetValue(json);
        if (!isQuiet)
        {
            choice.TellLeftOut(parsed);
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var made = await fis.Call("CreateExperimentTemplate", Once(JsonNode.Parse(template)!.AsObject()), ct);
        var id = made.GetProperty("experimentTemplate").Text("id");
        var started = await fis.Call(
            "StartExperiment", Once(new JsonObject { ["experimentTemplateId"] = id }), ct);
        if (!isQuiet)
        {
            Console.WriteLine($"Template {id}, experiment {started.GetProperty("experiment").Text("id")}.");
        }

        var ended = await Watch(fis, started.GetProperty("experiment").Text("id"), isQuiet, stop.Token, ct);
        if (isQuiet)
        {
            Print.Json(ended);
        }

        return ended.GetProperty("state").Text("status") == "completed" ? 0 : CommandLine.Failed;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Tells every change until the experiment is over.</summary>
    private static async Task<JsonElement> Watch(
        Fis fis, string id, bool isQuiet, CancellationToken stop, CancellationToken ct)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var isStopped = false; ;)
        {
            var found = await fis.Call("GetExperiment", new() { ["id"] = id }, ct);
            var experiment = found.GetProperty("experiment");
            if (!isQuiet)
            {
                Tell(experiment, told);
            }

            if (experiment.GetProperty("state").Text("status") is "completed" or "stopped" or "failed" or "cancelled")
            {
                return experiment;
            }

            if (stop.IsCancellationRequested && !isStopped)
            {
                isStopped = true;
                await fis.Call("StopExperiment", new() { ["id"] = id }, ct);
                continue;
            }

            await Pause(isStopped ? CancellationToken.None : stop, ct);
        }
    }

    private static async Task Pause(CancellationToken stop, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ct);
        try
        {
            await Task.Delay(pause, Edge.Clock, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It is to be stopped, and need not wait for that.
        }
    }

    private static void Tell(JsonElement experiment, Dictionary<string, string> told)
    {
        if (experiment.TryGetProperty("actions", out var actions))
        {
            foreach (var action in actions.EnumerateObject())
            {
                if (action.Value.TryGetProperty("state", out var state))
                {
                    Tell(action.Name, state, told);
                }
            }
        }

        Tell("experiment", experiment.GetProperty("state"), told);
    }

    private static void Tell(string name, JsonElement state, Dictionary<string, string> told)
    {
        var status = state.Text("status");
        if (status == "pending" || (told.TryGetValue(name, out var before) && before == status))
        {
            return;
        }

        told[name] = status;
        var why = status is "failed" or "skipped" or "cancelled" ? state.Text("reason") : "";
        var hour = Edge.Clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        Console.WriteLine($"{hour}  {name}: {status}{(why.Length > 0 ? $" ({why})" : "")}");
    }

    /// <summary>With a token, which FIS asks for: each run is one of its own.</summary>
    private static JsonObject Once(JsonObject input)
    {
        input["clientToken"] = Dice.Unforeseen().Uuid();
        return input;
    }

    /// <summary>FIS by the server's own path: nobody signs, and no fault of the scenario's meets the calls.</summary>
    private sealed class Fis(Door door, string region)
    {
        public Task<JsonElement> Call(string operation, JsonObject input, CancellationToken ct) => door.Post(
            $"/_faultline/calls/{region}/fis/{operation}", JsonSerializer.SerializeToUtf8Bytes(input), ct);
    }
}
