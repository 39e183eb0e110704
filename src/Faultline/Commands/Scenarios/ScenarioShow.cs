using System.CommandLine;

namespace Faultline.Commands.Scenarios;

/// <summary>Prints the template that a scenario comes to, to be changed and kept; no server is needed.</summary>
internal sealed class ScenarioShow : Command
{
    private readonly ScenarioChoice choice;

    public ScenarioShow() : base("show", "Print the experiment template of a scenario.")
    {
        choice = new(this);
        Options.Add(new Option<bool>("--json") { Description = "Print JSON, which a template is anyway." });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        Console.Out.WriteLine(choice.Template(parsed));
        choice.TellLeftOut(parsed);
        return 0;
    }
}
