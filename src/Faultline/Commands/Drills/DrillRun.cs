using System.Globalization;
using Faultline.Drills.Plans;
using Faultline.Drills.Probes;
using Faultline.Drills.Reports;
using Faultline.Drills.Runbooks.Reading;
using Faultline.Drills.Running;
using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Services.Fis.Scenarios;

namespace Faultline.Commands.Drills;

/// <summary>Plays drills as the command line says, writes their reports, and gives the exit code.</summary>
internal sealed class DrillRun(DrillOptions options)
{
    private const string LedgerFolder = "ledger";

    /// <summary>How far apart the lines of a log are.</summary>
    private static readonly TimeSpan EveryInLog = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private readonly TerminalProgress terminal = new(Console.Error, Look(Console.IsErrorRedirected), EveryInLog);

    public async Task<int> Play(IReadOnlyList<DrillPlan> plans, CancellationToken ct)
    {
        if (options.Simulates)
        {
            return new DrillSimulation(options).Play(plans, plan => Folder(plan, plans.Count), ct)
                ? 0
                : CommandLine.Failed;
        }

        var passed = true;
        await using var server = await DrillServer.Open(options, plans, ct);
        Console.Error.WriteLine(server.IsOwn
            ? $"faultline: a server of the drill's own answers at {server.Endpoint}; nothing of it stays."
            : $"faultline: the drill is played in the server at {server.Endpoint}.");
        await Remains.Clear(server.Folder, server.Endpoint, line => Console.Error.WriteLine($"faultline: {line}"), ct);
        foreach (var plan in plans)
        {
            passed &= await Play(server, plan, Folder(plan, plans.Count), ct);
            if (ct.IsCancellationRequested)
            {
                break;
            }
        }

        return passed ? 0 : CommandLine.Failed;
    }

    private async Task<bool> Play(DrillServer server, DrillPlan plan, string folder, CancellationToken ct)
    {
        var runs = new List<DrillResult>();
        for (var number = 1; number <= options.Repeat && (number == 1 || !ct.IsCancellationRequested); number++)
        {
            var own = options.Repeat == 1 ? folder : Path.Combine(folder, $"run-{number}");
            var result = await Once(server, plan, own, ct);
            terminal.End();
            Evidence.Keep(own, result, Others(own));
            runs.Add(result);
        }

        // Of several runs the page is that of the slowest, with how all of them are spread.
        var repeats = runs.Count > 1 ? new Repeats(runs) : null;
        var shown = runs.MaxBy(Slowness)!;
        if (repeats is not null)
        {
            Evidence.Keep(folder, shown, [], repeats);
        }

        Tell(shown, repeats, folder);
        return runs.All(run => run.Passed);
    }

    private async Task<DrillResult> Once(DrillServer server, DrillPlan plan, string folder, CancellationToken ct)
    {
        var dice = options.Seed is { } seed ? new Dice(seed) : Dice.Unforeseen();
        await using var site = new LiveSite(server.Endpoint, plan.Account, new("drill", Edge.Clock, dice));
        return await Drill.Play(
            site,
            plan,
            new()
            {
                Tool = $"faultline {Server.Version}",
                Workload = (at, filled) => new ProbeWorkload(
                    new(at, filled) { Evidence = Path.Combine(folder, LedgerFolder) }),
                Scenario = ScenarioLibrary.Build,
                Deployed = FromStack.Of,
                Progress = terminal,
                Journal = JournalFile.In(server.Folder, plan.Name, plan.Account),
                Keeps = options.Keeps,
                Seed = options.Seed,
                Timing = server.Timing,
            },
            ct);
    }

    private void Tell(DrillResult result, Repeats? repeats, string folder)
    {
        if (options.Json)
        {
            Console.Out.WriteLine(JsonReport.Of(result, repeats));
        }
        else
        {
            Console.Out.WriteLine(TerminalReport.Of(result, Look(Console.IsOutputRedirected), repeats));
        }

        Console.Error.WriteLine($"faultline: the report is {Path.Combine(folder, Evidence.Page)}");
    }

    internal static TerminalLook Look(bool isRedirected) => isRedirected ? TerminalLook.None : new(
        IsTerminal: true,
        HasColours: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Columns: Math.Max(40, Console.WindowWidth));

    /// <summary>Where a probe never came back, nothing is slower.</summary>
    internal static TimeSpan Slowness(DrillResult result) =>
        result.Broken is not null ? TimeSpan.MaxValue
        : result.Probes.Length == 0 ? TimeSpan.Zero
        : result.Probes.Max(probe => probe.Rto ?? TimeSpan.MaxValue);

    private static List<string> Others(string folder)
    {
        var ledgers = Path.Combine(folder, LedgerFolder);
        return Directory.Exists(ledgers)
            ? [.. Directory.EnumerateFiles(ledgers).Order(StringComparer.Ordinal)
                .Select(path => Path.GetRelativePath(folder, path))]
            : [];
    }

    /// <summary>Where the report of a plan goes, each time that it is asked for another one.</summary>
    internal string Folder(DrillPlan plan, int count)
    {
        var named = $"{plan.Name}-{Edge.Clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        var path = Path.GetFullPath(options.Report is not { Length: > 0 } report ? Path.Combine("drills", named)
            : count == 1 ? report : Path.Combine(report, named));

        // Drills of several folders may have one name, and end within a second.
        var own = path;
        for (var number = 2; !folders.Add(own); number++)
        {
            own = $"{path}-{number}";
        }

        return own;
    }
}
