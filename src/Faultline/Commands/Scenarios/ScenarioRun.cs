using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Faultline.Commands.Scenarios;

/// <summary>
/// Makes the template of a scenario on a server that runs, starts it, and tells how it goes. Ctrl-C stops the
/// experiment and waits until what it did is put right.
/// </summary>
internal sealed class ScenarioRun : Command
{
    private const string RegionUnsaid = "us-east-1";

    private readonly ScenarioChoice choice;
    private readonly Option<bool> json = Choices.Json();

    private readonly Option<string> region = new("--region")
    {
        Description = $"The region; that of the zone, or {RegionUnsaid}, unless said.",
        HelpName = "REGION",
    };

    private readonly Option<bool> preview = new("--dry-run")
    {
        Description = "Only say which resources it would strike; nothing is done to them.",
    };

    private readonly ServerChoice server;

    public ScenarioRun() : base("run", "Run a scenario on a server, and tell how it goes. Ctrl-C stops it.")
    {
        choice = new(this);
        Options.Add(region);
        Options.Add(preview);
        Options.Add(json);
        region.CompletionSources.From(_ => Names.Regions);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var template = choice.Template(parsed);
        var place = Region(parsed);
        using var door = await server.Open(parsed, ct);
        var experiments = new Experiments(door, place);
        var isQuiet = parsed.GetValue(json);
        if (!isQuiet)
        {
            choice.TellLeftOut(parsed);
        }

        return parsed.GetValue(preview)
            ? await Preview(experiments, template, isQuiet, ct)
            : await Play(experiments, template, isQuiet, parsed, ct);
    }

    private async Task<int> Play(
        Experiments experiments, string template, bool isQuiet, ParseResult parsed, CancellationToken ct)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var made = await experiments.Make(template, ct);
        var id = await experiments.Start(made, acts: true, ct);
        if (!isQuiet)
        {
            Console.WriteLine($"Template {made}, experiment {id}.");
        }

        var following = new Following(experiments, id, isQuiet);
        var ended = await following.ToItsEnd(stop.Token, ct);
        if (isQuiet)
        {
            Print.Json(ended);
        }

        var location = ended.GetProperty("state").TryGetProperty("error", out var error) ? error.Text("location") : "";
        if (following.IsAimless || location.StartsWith("targets.", StringComparison.Ordinal))
        {
            throw new Refused(CommandLine.Failed, Aimless(experiments, parsed));
        }

        return ended.GetProperty("state").Text("status") == "completed" ? 0 : CommandLine.Failed;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (stop.IsCancellationRequested)
            {
                Console.Error.WriteLine("faultline: left at once; the server goes on putting right what was done.");
                Environment.Exit(CommandLine.Failed);
            }

            Console.Error.WriteLine(
                "faultline: the experiment stops, and what it did is put right; once more leaves that to the server.");
            stop.Cancel();
        }
    }

    /// <summary>The same template with no action acting: what its targets are resolved to. Nothing of it stays but the
    /// experiment, among the server's.</summary>
    private static async Task<int> Preview(
        Experiments experiments, string template, bool isQuiet, CancellationToken ct)
    {
        var made = await experiments.Make(template, ct);
        string id;
        JsonElement ended;
        try
        {
            id = await experiments.Start(made, acts: false, ct);
            ended = await new Following(experiments, id, isQuiet: true).ToItsEnd(CancellationToken.None, ct);
        }
        finally
        {
            await experiments.Delete(made, CancellationToken.None);
        }

        var found = await experiments.Found(id, ct);
        var targets = ended.GetProperty("targets").EnumerateObject()
            .Select(each => (each.Name, Type: each.Value.Text("resourceType")))
            .OrderBy(each => each.Name, StringComparer.Ordinal)
            .ToList();
        if (!isQuiet)
        {
            Print.Rows([.. targets.SelectMany(each => found[each.Name].DefaultIfEmpty("nothing")
                .Select(arn => (string[])[each.Name, each.Type, arn]))]);
            return 0;
        }

        Print.Json(members =>
        {
            members.WriteStartArray("targets");
            foreach (var (name, type) in targets)
            {
                members.WriteStartObject();
                members.WriteString("name", name);
                members.WriteString("resourceType", type);
                members.WriteStartArray("arns");
                foreach (var arn in found[name])
                {
                    members.WriteStringValue(arn);
                }

                members.WriteEndArray();
                members.WriteEndObject();
            }

            members.WriteEndArray();
        });
        return 0;
    }

    /// <summary>A zone is in one region, and nothing of it is to be found in another one.</summary>
    private string Region(ParseResult parsed)
    {
        var (said, zones) = (parsed.GetValue(region), choice.Region(parsed));
        return said is not null && zones is not null && said != zones
            ? throw new Refused(CommandLine.Misused, $"the zone is in {zones}, not in {said}: leave --region out.")
            : said ?? zones ?? RegionUnsaid;
    }

    private string Aimless(Experiments experiments, ParseResult parsed) =>
        $"nothing that {choice.Scenario(parsed)!.Name} strikes was found in {choice.Zone(parsed) ?? experiments.Region}"
        + "; `scenario run --dry-run` says what each of its targets finds, `faultline instances` where instances are.";
}
