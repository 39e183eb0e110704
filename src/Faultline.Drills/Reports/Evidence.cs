using System.Text;

namespace Faultline.Drills.Reports;

/// <summary>
/// Writes all forms of the report and what proves them into a folder. <c>evidence.json</c> is written last and has the
/// SHA-256 of every other file, so that what was changed later shows.
/// </summary>
public static class Evidence
{
    public const string Index = "evidence.json";

    public const string Page = "report.html";

    private const string Result = "report.json";

    /// <summary>
    /// Gives the files with what they are known by. The others are in the folder already, by their names in it: the
    /// entries of ledgers.
    /// </summary>
    public static IReadOnlyList<EvidenceFile> Keep(
        string folder, DrillResult result, IReadOnlyList<string> others, Repeats? repeats = null)
    {
        Directory.CreateDirectory(folder);
        var files = new List<EvidenceFile>();
        Write("plan.json", PlanJson.Of(result.Plan));
        foreach (var (name, body) in Templates(result))
        {
            Write(name, body);
        }

        Write("seconds.csv", SecondsCsv.Of(result));
        Write("timeline.json", JsonReport.Timeline(result));
        Write(Result, JsonReport.Of(result, repeats));
        Write("report.md", MarkdownReport.Of(result, repeats));
        Write("junit.xml", JUnitReport.Of([.. repeats?.Runs ?? [result]]));
        files.AddRange(others.Select(name => EvidenceFile.Of(name, Path.Combine(folder, name))));

        // The page names the others by their hashes; its own is in the index alone.
        Write(Page, HtmlReport.Of(result, files, repeats));
        var index = Of(result, files);
        File.WriteAllText(Path.Combine(folder, Index), index);
        return files;

        void Write(string name, string content)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
            files.Add(EvidenceFile.Of(name, bytes));
        }
    }

    private static string Of(DrillResult result, IReadOnlyList<EvidenceFile> files) => JsonReport.Write(json =>
    {
        json.WriteNumber("format", 1);
        json.WriteString("drill", result.Plan.Name);
        json.WriteString("tool", result.Tool);
        json.WriteString("result", files.First(file => file.Name == Result).Sha256);

        // The hash of what `sha256sum` prints of them: one number that stands for all.
        var lines = string.Concat(files.OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{file.Sha256}  {file.Name}\n"));
        json.WriteString("all", EvidenceFile.Of("", Encoding.UTF8.GetBytes(lines)).Sha256);
        json.Each("files", files, file =>
        {
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("sha256", file.Sha256);
        });
    });

    private static IEnumerable<(string Name, string Body)> Templates(DrillResult result) => result.Plan.Stacks
        .Select((stack, at) =>
            ($"templates/{at + 1}-{Plain(stack.Name)}{Ending(stack.TemplateFile)}", stack.TemplateBody));

    private static string Plain(string name) =>
        new([.. name.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' ? sign : '-').Take(128)]);

    private static string Ending(string file) => Path.GetExtension(file) switch
    {
        ".json" => ".json",
        _ => ".yaml",
    };
}
