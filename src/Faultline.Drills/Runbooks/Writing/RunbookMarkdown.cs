using System.Text;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks.Writing;

/// <summary>The guide as Markdown.</summary>
public static class RunbookMarkdown
{
    public static string Of(Runbook runbook)
    {
        var text = new StringBuilder();
        text.Append($"# Runbook: {Safe(runbook.Architecture.Name)}\n\n{Safe(Layout.Says(runbook.Architecture))}\n");
        text.Append("\n## Before anything else\n\n");
        Code(text, Layout.Before(runbook));
        text.Append("\n## What there is\n\n");
        foreach (var line in Layout.Parts(runbook.Architecture))
        {
            text.Append($"- {Safe(line)}\n");
        }

        if (!runbook.Weaknesses.IsEmpty)
        {
            text.Append("\n## Where it is weak\n\n");
            foreach (var one in runbook.Weaknesses)
            {
                text.Append($"- **{one.Severity}: {Safe(one.Title)}.** {Safe(one.Says)} {Safe(one.Advice)}\n");
            }
        }

        foreach (var chapter in runbook.Chapters)
        {
            Write(text, chapter);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Chapter chapter)
    {
        text.Append($"\n## {Safe(chapter.Title)}\n\n{Safe(chapter.Says)}\n");
        text.Append("\n**Who notices, at the latest**\n\n| what | after | because |\n| --- | --- | --- |\n");
        foreach (var one in chapter.Detections)
        {
            text.Append($"| {Safe(one.What)} | {Layout.After(one)} | {Safe(one.Why)} |\n");
        }

        if (!chapter.ByItself.IsEmpty)
        {
            text.Append("\n**What happens by itself**\n\n");
            chapter.ByItself.ToList().ForEach(one => text.Append($"- {Safe(one)}\n"));
        }

        Steps(text, "What a person does", chapter.Steps);
        Steps(text, "How to see that it worked", chapter.Checks);
        Steps(text, "The way back", chapter.Back);
    }

    private static void Steps(StringBuilder text, string title, IReadOnlyList<Step> steps)
    {
        if (steps.Count == 0)
        {
            return;
        }

        text.Append($"\n**{title}**\n\n");
        for (var at = 0; at < steps.Count; at++)
        {
            text.Append($"{at + 1}. {Safe(steps[at].Says)} (`{steps[at].Id}`)\n");
            if (steps[at].Commands.Length > 0)
            {
                text.Append('\n');
                Code(text, steps[at].Commands, "   ");
            }
        }
    }

    /// <summary>A fence that no line within can end.</summary>
    private static void Code(StringBuilder text, IEnumerable<string> lines, string indent = "")
    {
        var all = lines.Select(line => line.ReplaceLineEndings(" ")).ToList();
        var fence = new string('`', Math.Max(3, all.Max(line => line.Length - line.Replace("`", "").Length) + 1));
        text.Append($"{indent}{fence}sh\n");
        all.ForEach(line => text.Append($"{indent}{line}\n"));
        text.Append($"{indent}{fence}\n");
    }

    private static string Safe(string text) => MarkdownReport.Safe(text);
}
