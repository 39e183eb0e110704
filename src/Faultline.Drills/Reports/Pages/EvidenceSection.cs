using System.Xml.Linq;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Reports.Pages;

/// <summary>What proves the report: what is left behind, the files beside it, how to play the same again.</summary>
internal static class EvidenceSection
{
    public static IEnumerable<XElement> Cleanup(DrillResult result)
    {
        if (result.LeftBehind.IsEmpty)
        {
            yield return E("p", result.Plan.Deletes
                ? "Nothing is left behind: it was looked for after all was over."
                : "Nothing that struck is left. The stacks stand, as the plan says.");
            yield break;
        }

        yield return E("p", Class("bad"),
            $"{Texts.Count(result.LeftBehind.Length, "thing is", "things are")} left behind:");
        yield return E("ul", result.LeftBehind.Select(each => E("li", each)));
    }

    public static IEnumerable<XElement> Files(IReadOnlyList<EvidenceFile> files)
    {
        yield return files.Count == 0
            ? E("p", "This report stands alone: no files were kept beside it.")
            : Table(
                "Files beside this report",
                ["file", "bytes", "SHA-256"],
                files.Select(file => new object?[]
                {
                    E("a", ("href", Uri.EscapeDataString(file.Name).Replace("%2F", "/", StringComparison.Ordinal)),
                        file.Name),
                    Texts.Count(file.Bytes), E("code", file.Sha256),
                }));
    }

    public static IEnumerable<XElement> Again(DrillResult result)
    {
        yield return E("pre", E("code", result.Again()));
        yield return E("p", result.Seed is { } seed
            ? $"The same seed ({seed}) gives the same chance to everything that draws it. {Where(result)}"
            : Where(result));
    }

    private static string Where(DrillResult result) =>
        $"It was played by {result.Tool} on {result.Site}, with timing {result.Timing}.";
}
