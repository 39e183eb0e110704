using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Kernel.Faults;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>
/// What the plan for an instance looks at, in words: the instance as <c>running crash boot=2</c>, its host as
/// <c>off</c>, its process trees as <c>current=exit3 stale=running</c>; and the plan itself.
/// </summary>
internal static class PlanScene
{
    public static DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static Machine Machine(string text)
    {
        var words = text.Split(' ');
        var machine = new Machine("i-1", Ec2Call.Account, new() { State = Life.Named(words[0]) })
        {
            Reservation = "r-1",
        };
        foreach (var word in words.Skip(1))
        {
            machine = word.Split('=') switch
            {
                ["fault"] => machine with { Downfall = Downfall.Fault },
                ["crash"] => machine with { Downfall = Downfall.Crash },
                ["reboots"] => machine with { Reboots = true },
                ["forced"] => machine with { Forced = true },
                ["terminates"] => machine with { TerminatesOnShutdown = true },
                ["impaired"] => machine with { ImpairedSince = Now },
                ["due"] => machine with { Due = Now.AddSeconds(9) },
                ["past"] => machine with { Due = Now.AddSeconds(-9) },
                ["boot", var number] => machine with { Boots = int.Parse(number, CultureInfo.InvariantCulture) },
                _ => throw new ArgumentException(word),
            };
        }

        return machine;
    }

    public static HostState Host(string text) => new()
    {
        Off = text.Contains("off", StringComparison.Ordinal),
        Paused = text.Contains("paused", StringComparison.Ordinal),
        CpuLoad = text.Contains("busy", StringComparison.Ordinal) ? 0.5 : 0,
        MemoryLoad = text.Contains("full", StringComparison.Ordinal) ? 0.5 : 0,
    };

    /// <summary>The tree of the boot that is to run, and one of the boot before.</summary>
    public static List<ProcessTree> Trees(Machine machine, string text) =>
    [
        .. from word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            let parts = word.Split('=')
            let key = parts[0] == "current" ? MachineTrees.KeyOf(machine) : $"{machine.Id}.{machine.Boots - 1}"
            select Tree(key, parts[1]),
    ];

    public static ProcessTree Tree(string key, string does) => does switch
    {
        "running" => new(key, TreeState.Running, Now),
        "paused" => new(key, TreeState.Paused, Now),
        "pressed" => new(key, TreeState.Running, Now) { Pressure = new(0.5, 0.5) },
        "away" => new(key, TreeState.Ended, Now) { Ending = "ended while nobody watched" },
        "killed" => new(key, TreeState.Ended, Now) { Ending = "killed by SIGKILL" },
        _ => new(key, TreeState.Ended, Now) { ExitCode = int.Parse(does[4..], CultureInfo.InvariantCulture) },
    };

    public static Plan Plan(Machine machine, HostState host, IEnumerable<ProcessTree> trees) =>
        Services.Ec2.Instances.Plan.For(machine, host, MachineTrees.Of(machine, trees), Now);

    /// <summary>The act, or the instance as it is next: <c>-> running fault impaired boot=2</c>.</summary>
    public static string Words(Plan plan) => plan.Next is { } next
        ? string.Join(' ', new[]
        {
            "->",
            next.State,
            next.Downfall == Downfall.None ? null : next.Downfall.ToString().ToLowerInvariant(),
            next.Reboots ? "reboots" : null,
            next.ImpairedSince is null ? null : "impaired",
            next.Boots == 1 ? null : $"boot={next.Boots}",
            next.Shown.StateReason?.Code,
        }.OfType<string>())
        : plan.Act.ToString().ToLowerInvariant() + (plan.Again is null ? "" : " again");

    /// <summary>Trees as the engine leaves them after an act.</summary>
    public static List<ProcessTree> Done(Plan plan, Machine machine, List<ProcessTree> trees) => plan.Act switch
    {
        Act.Boot => [Tree(MachineTrees.KeyOf(machine), "running")],
        Act.Kill or Act.Halt => trees.ConvertAll(tree =>
            tree.State == TreeState.Ended ? tree : Tree(tree.Key, "killed")),
        Act.Pause => trees.ConvertAll(tree =>
            tree.State == TreeState.Running ? Tree(tree.Key, "paused") : tree),
        Act.Resume => trees.ConvertAll(tree =>
            tree.State == TreeState.Paused ? Tree(tree.Key, "running") : tree),
        Act.Press => trees.ConvertAll(tree => tree with { Pressure = plan.Pressure }),
        Act.Remove => [],
        _ => trees,
    };
}
