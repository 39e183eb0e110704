using Faultline.Drills.Reports;
using Faultline.Tests.Drills.Reports;

namespace Faultline.Whole;

/// <summary>The page of a drill in a real browser.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("faultline-report-").FullName;

    [ToolFact("chromium")]
    public async Task A_browser_shows_the_verdict_runs_the_script_and_has_nothing_to_complain_of()
    {
        Evidence.Keep(folder, MadeResults.Survived(), []);
        var shown = await Open();
        Assert.Contains("<strong>PASSED</strong>All 3 objectives were met.", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CONSOLE", shown.Errors, StringComparison.Ordinal);

        // The line that reads a second out shows once the script has run; without it, it is hidden.
        Assert.Contains("<p class=\"readout\">", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden=\"hidden\"", shown.Output, StringComparison.Ordinal);
    }

    [ToolFact("chromium")]
    public async Task A_browser_finds_no_orders_in_hostile_names()
    {
        Evidence.Keep(folder, MadeResults.Hostile(), []);
        var shown = await Open();
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CONSOLE", shown.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>What the page is after its script, and what the browser said of it.</summary>
    private async Task<Ended> Open() => (await Tool.Run(
        Tool.Find("chromium")!,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            $"--user-data-dir={Path.Combine(folder, "browser")}", "--dump-dom",
            new Uri(Path.Combine(folder, Evidence.Page)).AbsoluteUri,
        ])).MustSucceed();
}
