using System.CommandLine;
using System.Text.Json;
using Faultline.Services.Fis.Scenarios;

namespace Faultline.Commands.Scenarios;

/// <summary>Lists the scenarios; no server is needed.</summary>
internal sealed class ScenarioList : Command
{
    private readonly Option<bool> json = Choices.Json();

    public ScenarioList() : base("list", "List the scenarios, and what each can be told.")
    {
        Options.Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(json))
        {
            Print.Json(members =>
            {
                members.WriteStartArray("scenarios");
                foreach (var scenario in ScenarioLibrary.All)
                {
                    Write(members, scenario);
                }

                members.WriteEndArray();
            });
            return 0;
        }

        foreach (var scenario in ScenarioLibrary.All.OrderBy(each => each.Lacks is null ? 0 : 1))
        {
            Console.WriteLine($"{scenario.Name} ({scenario.Title}): {scenario.Says}");
            Print.Rows([.. scenario.Parameters.Select(Row)], "  ");
            if (scenario.Lacks is { } lacks)
            {
                Console.WriteLine($"  cannot be run here: it needs {lacks}");
            }
        }

        return 0;
    }

    private static string[] Row(ScenarioParameter each) =>
        [each.Name, each.Says + (each.Needed ? " (needed)" : each.Unless is { } text ? $" [default: {text}]" : "")];

    private static void Write(Utf8JsonWriter json, Scenario scenario)
    {
        json.WriteStartObject();
        json.WriteString("name", scenario.Name);
        json.WriteString("title", scenario.Title);
        json.WriteString("says", scenario.Says);
        json.WriteBoolean("runs", scenario.Lacks is null);
        if (scenario.Lacks is { } lacks)
        {
            json.WriteString("lacks", lacks);
        }

        json.WriteStartArray("parameters");
        foreach (var each in scenario.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", each.Name);
            json.WriteString("says", each.Says);
            json.WriteBoolean("needed", each.Needed);
            json.WriteString("default", each.Unless);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("leftOut");
        foreach (var each in scenario.LeftOut)
        {
            json.WriteStringValue(each);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
