using System.CommandLine;
using Faultline.Services.Fis.Scenarios;

namespace Faultline.Commands.Scenarios;

/// <summary>Which scenario, and what is said of it: what `show` and `run` have in common.</summary>
internal sealed class ScenarioChoice
{
    private readonly Argument<string> name = new("NAME") { Description = "The scenario, as `scenario list` shows it." };

    private readonly Option<string> zone = new("--zone")
    {
        Description = "The Availability Zone, as use1-az1.",
        HelpName = "ZONE",
    };

    private readonly Option<string> lasting = new("--for")
    {
        Description = "How long it lasts, as 30m.",
        HelpName = "SPAN",
    };

    private readonly Option<string[]> parameters = new("--param")
    {
        Description = "Anything else that the scenario takes; may be given again.",
        HelpName = "NAME=VALUE",
    };

    public ScenarioChoice(Command command)
    {
        command.Arguments.Add(name);
        foreach (var option in (Option[])[zone, lasting, parameters])
        {
            command.Options.Add(option);
        }

        name.CompletionSources.From(_ => ScenarioLibrary.All.Select(each => each.Name));
        zone.CompletionSources.From(_ => Names.Zones);
    }

    /// <summary>The zone, as it was said; null where none was.</summary>
    public string? Zone(ParseResult parsed) => Given(parsed).GetValueOrDefault("zone");

    public Scenario? Scenario(ParseResult parsed) => ScenarioLibrary.Find(parsed.GetValue(name)!);

    /// <summary>The region of the zone; null where none is said.</summary>
    public string? Region(ParseResult parsed) =>
        Zone(parsed) is { } said ? ScenarioLibrary.RegionOf(said) : null;

    /// <summary>The template; refused with all that is wrong.</summary>
    public string Template(ParseResult parsed)
    {
        try
        {
            return ScenarioLibrary.Build(parsed.GetValue(name)!, Given(parsed));
        }
        catch (ScenarioRefused refused)
        {
            var code = Scenario(parsed)?.Lacks is null ? CommandLine.Misused : CommandLine.Failed;
            throw new Refused(code, refused.Problems);
        }
    }

    /// <summary>What the scenario does in AWS and not here, where somebody who reads sees it.</summary>
    public void TellLeftOut(ParseResult parsed)
    {
        foreach (var each in Scenario(parsed)?.LeftOut ?? [])
        {
            Console.Error.WriteLine($"faultline: left out: {each}.");
        }
    }

    private Dictionary<string, string> Given(ParseResult parsed)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in parsed.GetValue(parameters) ?? [])
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } key, var value])
            {
                throw new Refused(CommandLine.Misused, $"--param is NAME=VALUE; not '{text}'.");
            }

            given[key] = value;
        }

        if (parsed.GetValue(zone) is { } there)
        {
            given["zone"] = there;
        }

        if (parsed.GetValue(lasting) is { } span)
        {
            given["for"] = span;
        }

        return given;
    }
}
