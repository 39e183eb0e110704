using System.Xml.Linq;
using Faultline.Drills.Reports.Pages;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Runbooks.Writing;

/// <summary>The guide as one page that needs nothing else.</summary>
public static class RunbookHtml
{
    public static string Of(Runbook runbook)
    {
        var title = $"Runbook: {runbook.Architecture.Name}";
        return Page(E("html", ("lang", "en"),
            E("head",
                E("meta", ("charset", "utf-8")),
                E("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")),
                E("title", title),
                E("style", Style.Sheet)),
            E("body",
                E("header", E("h1", title), E("p", Class("soft"), Layout.Says(runbook.Architecture))),
                E("main", Body(runbook)))));
    }

    private static IEnumerable<XElement?> Body(Runbook runbook)
    {
        yield return E("nav", E("ul", runbook.Chapters.Select(one =>
            E("li", E("a", ("href", $"#{one.Id}"), one.Title)))));
        yield return E("section", E("h2", "Before anything else"), Code(Layout.Before(runbook)));
        yield return E("section", E("h2", "What there is"),
            E("ul", Layout.Parts(runbook.Architecture).Select(line => E("li", line))));
        yield return runbook.Weaknesses.IsEmpty ? null : E("section", E("h2", "Where it is weak"),
            runbook.Weaknesses.Select(one => E("div",
                Class($"finding {one.Severity.ToString().ToLowerInvariant()}"),
                E("h3", one.Title), E("p", one.Says), E("p", one.Advice))));
        foreach (var chapter in runbook.Chapters)
        {
            yield return Write(chapter);
        }
    }

    private static XElement Write(Chapter chapter) => E("section", ("id", chapter.Id),
        E("h2", chapter.Title),
        E("p", chapter.Says),
        Table("Who notices, at the latest", ["what", "after", "because"],
            chapter.Detections.Select(one => new object?[] { one.What, Layout.After(one), one.Why })),
        chapter.ByItself.IsEmpty ? null : E("div", E("h3", "What happens by itself"),
            E("ul", chapter.ByItself.Select(one => E("li", one)))),
        Steps("What a person does", chapter.Steps),
        Steps("How to see that it worked", chapter.Checks),
        Steps("The way back", chapter.Back));

    private static XElement? Steps(string title, IReadOnlyList<Step> steps) => steps.Count == 0
        ? null
        : E("div", E("h3", title), E("ol", Class("steps"), steps.Select(step => E("li",
            ("id", step.Id), step.Says, step.Commands.IsEmpty ? null : Code(step.Commands)))));

    private static XElement Code(IEnumerable<string> lines) => E("pre", E("code", string.Join('\n', lines)));
}
