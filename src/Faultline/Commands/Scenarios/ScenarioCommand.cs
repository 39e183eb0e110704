using System.CommandLine;

namespace Faultline.Commands.Scenarios;

/// <summary>The scenario library of AWS FIS.</summary>
internal sealed class ScenarioCommand : Command
{
    public ScenarioCommand() : base("scenario", "List, show and run the scenarios of AWS FIS.")
    {
        Subcommands.Add(new ScenarioList());
        Subcommands.Add(new ScenarioShow());
        Subcommands.Add(new ScenarioRun());
    }
}
