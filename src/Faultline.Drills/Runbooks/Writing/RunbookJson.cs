using System.Text.Json;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks.Writing;

/// <summary>The guide for programs.</summary>
public static class RunbookJson
{
    public static string Of(Runbook runbook) => JsonReport.Write(json =>
    {
        json.WriteNumber("format", 1);
        json.WriteString("name", runbook.Architecture.Name);
        json.WriteString("region", runbook.Architecture.Region);
        json.WriteString("stack", runbook.Architecture.Stack);
        Texts(json, "zones", runbook.Architecture.Zones.Select(one => one.Id ?? one.Name));
        Texts(json, "before", Layout.Before(runbook));
        Texts(json, "parts", Layout.Parts(runbook.Architecture));
        json.Each("weaknesses", runbook.Weaknesses, one =>
        {
            json.WriteString("severity", one.Severity.ToString().ToLowerInvariant());
            json.WriteString("title", one.Title);
            json.WriteString("says", one.Says);
            json.WriteString("advice", one.Advice);
        });
        json.Each("chapters", runbook.Chapters, one =>
        {
            json.WriteString("id", one.Id);
            json.WriteString("title", one.Title);
            json.WriteString("says", one.Says);
            json.Each("detections", one.Detections, each =>
            {
                json.WriteString("what", each.What);
                json.Span("afterSeconds", each.After);
                json.WriteString("why", each.Why);
            });
            Texts(json, "byItself", one.ByItself);
            Steps(json, "steps", one.Steps);
            Steps(json, "checks", one.Checks);
            Steps(json, "back", one.Back);
        });
    });

    private static void Steps(Utf8JsonWriter json, string name, IEnumerable<Step> steps) =>
        json.Each(name, steps, one =>
        {
            json.WriteString("id", one.Id);
            json.WriteString("says", one.Says);
            Texts(json, "commands", one.Commands);
        });

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
