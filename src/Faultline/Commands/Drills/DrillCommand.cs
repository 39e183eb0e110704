using System.CommandLine;
using System.Runtime.InteropServices;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Commands.Drills;

/// <summary>Plays drills: deploys a system, breaks it under load, sees how it comes back and what is lost.</summary>
internal sealed class DrillCommand : Command
{
    private const string SchemaResource = "drill.schema.json";

    private readonly Argument<string[]> files = new("file")
    {
        Description = "The drills to play, one after the other.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> state = Choices.State(
        "Play in the server over this folder. [default: the one of ./.faultline if it is up, else one of the drill's "
        + "own, of which nothing stays]");

    private readonly Option<int?> port = Choices.Port("Play in the server at this port.");

    private readonly Option<int> repeat = Choices.Number(new Option<int>("--repeat")
    {
        Description = "Play it so often, and show how its times to recover and its availability are spread.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    });

    private readonly Option<string[]> timing = new("--timing")
    {
        Description = "The timing profile of a server of the drill's own, as for `up`. [default: fast]",
        HelpName = "aws|fast|SERVICE=...",
    };

    private readonly Option<ulong?> seed = Choices.Number(new Option<ulong?>("--seed")
    {
        Description = "Draw what the drill's clients draw from this seed.",
        HelpName = "SEED",
    });

    private readonly Option<string?> report = new("--report")
    {
        Description = "The folder for report and evidence. [default: ./drills/NAME-TIME]",
        HelpName = "DIR",
    };

    private readonly Option<bool> keep = new("--keep") { Description = "Leave the stacks as they are in the end." };

    private readonly Option<bool> simulate = new("--simulate")
    {
        Description = "Play it in simulated time: no server, --repeat seeds from 1 on, or the one of --seed.",
    };

    private readonly Option<bool> check =
        new("--check") { Description = "Read the drills, say what is wrong, and end." };

    private readonly Option<bool> schema = new("--schema") { Description = "Print the JSON schema of drill files." };

    private readonly Option<bool> json = new("--json") { Description = "Print the result as JSON." };

    public DrillCommand() : base("drill", "Break a system under load, and measure how it comes back and what it lost.")
    {
        Arguments.Add(files);
        foreach (var option in (Option[])
            [state, port, repeat, timing, seed, report, keep, simulate, check, schema, json])
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        if (parsed.GetValue(schema))
        {
            Console.Out.Write(Schema());
            return 0;
        }

        var plans = Read(parsed);
        if (parsed.GetValue(check))
        {
            return Checked(plans, parsed.GetValue(json));
        }

        var options = new DrillOptions
        {
            State = parsed.GetValue(state),
            Port = parsed.GetValue(port),
            Repeat = parsed.GetValue(repeat),
            Timing = parsed.GetValue(timing) ?? [],
            Seed = parsed.GetValue(seed),
            Report = parsed.GetValue(report),
            Keeps = parsed.GetValue(keep),
            Json = parsed.GetValue(json),
            Simulates = parsed.GetValue(simulate),
        };
        options.Check();
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await new DrillRun(options).Play(plans, interrupted.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            throw new Refused(CommandLine.Failed, "the drill was interrupted before it began; nothing is left of it.");
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (interrupted.IsCancellationRequested)
            {
                Console.Error.WriteLine("faultline: left at once; the next drill or `up` clears what is left of it.");
                Environment.Exit(CommandLine.Failed);
            }

            Console.Error.WriteLine("faultline: the drill ends and cleans up; once more leaves at once.");
            interrupted.Cancel();
        }
    }

    private List<DrillPlan> Read(ParseResult parsed)
    {
        var names = parsed.GetValue(files) ?? [];
        if (names.Length == 0)
        {
            throw new Refused(
                CommandLine.Misused, "which drill? `faultline drill FILE`, as examples/shop/lose-a-zone.yaml.");
        }

        var problems = new List<string>();
        var plans = new List<DrillPlan>();
        foreach (var name in names)
        {
            try
            {
                plans.Add(DrillFile.Read(name));
            }
            catch (DrillRefused refused)
            {
                problems.AddRange(refused.Problems);
            }
        }

        return problems.Count > 0 ? throw new Refused(CommandLine.Misused, problems) : plans;
    }

    private static int Checked(List<DrillPlan> plans, bool json)
    {
        if (json)
        {
            Print.Json(members =>
            {
                members.WriteStartArray("drills");
                foreach (var plan in plans)
                {
                    members.WriteStartObject();
                    members.WriteString("name", plan.Name);
                    members.WriteString("file", plan.File);
                    members.WriteString("says", plan.Says);
                    members.WriteEndObject();
                }

                members.WriteEndArray();
            });
            return 0;
        }

        foreach (var plan in plans)
        {
            Console.WriteLine($"{plan.File}: {plan.Name}: {plan.Stacks.Length} stacks, {plan.Probes.Length} probes, "
                + $"{plan.Strikes.Length} strikes. {plan.Says}".TrimEnd());
        }

        return 0;
    }

    internal static string Schema()
    {
        using var stream = typeof(DrillFile).Assembly.GetManifestResourceStream(SchemaResource)!;
        using var text = new StreamReader(stream);
        return text.ReadToEnd();
    }
}
