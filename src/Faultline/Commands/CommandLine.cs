using System.CommandLine;
using System.CommandLine.Help;
using Faultline.Commands.Drills;
using Faultline.Commands.Faults;
using Faultline.Commands.Machines;
using Faultline.Commands.Scenarios;

namespace Faultline.Commands;

/// <summary>All commands, and what they have in common: errors are one line each and an exit code.</summary>
internal static class CommandLine
{
    public const int Failed = 1;

    public const int Misused = 2;

    internal const int HelpWidth = 100;

    public static async Task<int> Run(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Tell(parsed.Errors.Select(error => error.Message), parsed.CommandResult.Command);
        }

        try
        {
            // Signals are the commands' own: a server stops on them in its own order.
            return await parsed.InvokeAsync(
                new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }
        catch (Refused refused)
        {
            return Tell(refused.Reasons, null, refused.ExitCode);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // A disk, a pipe or a file of the user's that no command has words of its own for.
            return Tell([failed.Message], null, Failed);
        }
    }

    /// <summary>All that can be typed.</summary>
    internal static RootCommand Root()
    {
        var root = new RootCommand("Faultline: an AWS that you can break.")
        {
            new Up(),
            new Down(),
            new Status(),
            new Env(),
            new Doctor(),
            new Simulate(),
            new DrillCommand(),
            new RunbookCommand(),
            new FaultCommand(),
            new ScenarioCommand(),
            new Timeline(),
            new World(),
            new Instances(),
            new Exec(),
            new Connect(),
            new Balancers(),
            new Databases(),
            new Completion(),
        };
        foreach (var option in root.Options)
        {
            // Here a slash begins a path.
            _ = option.Aliases.Remove("/?") | option.Aliases.Remove("/h");
        }

        // What is shown is as wide wherever it is shown: also in a pipe, which has no width.
        root.Options.OfType<HelpOption>().Single().Action = new HelpAction { MaxWidth = HelpWidth };
        Name(root);
        return root;
    }

    /// <summary>Help shows an argument by its name: else it would be all that a shell completes there.</summary>
    private static void Name(Command command)
    {
        foreach (var argument in command.Arguments)
        {
            argument.HelpName ??= argument.Name;
        }

        foreach (var child in command.Subcommands)
        {
            Name(child);
        }
    }

    private static int Tell(IEnumerable<string> errors, Command? command, int exitCode = Misused)
    {
        try
        {
            foreach (var error in errors)
            {
                Console.Error.WriteLine($"faultline: {error}");
            }

            if (command is not null)
            {
                Console.Error.WriteLine($"faultline: `{Path(command)} --help` shows what there is.");
            }
        }
        catch (IOException)
        {
            // The disk under the log is full, or nobody listens: the exit code says it.
        }

        return exitCode;
    }

    /// <summary>A command as it is typed, with those that it belongs to.</summary>
    private static string Path(Command command) => command is RootCommand
        ? "faultline"
        : $"{Path(command.Parents.OfType<Command>().First())} {command.Name}";
}

/// <summary>A command cannot do what it was asked. Each reason is one line that says what to do next.</summary>
internal sealed class Refused(int exitCode, params IReadOnlyList<string> reasons) : Exception(string.Join(' ', reasons))
{
    public int ExitCode => exitCode;

    public IReadOnlyList<string> Reasons => reasons;
}
