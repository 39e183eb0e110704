using Faultline.Kernel.Faults;

namespace Faultline.Wire.Tests.Commands;

/// <summary>The page on faults says what the kinds are, no more and no less.</summary>
public sealed class FaultPageTests
{
    [Fact]
    public void The_page_lists_every_kind_with_its_parameters()
    {
        var page = File.ReadLines(Path.Combine(Root(), "docs", "faults.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => (Says: cells[2], Parameters: cells[3]));
        foreach (var kind in FaultKind.All)
        {
            Assert.True(page.Remove(kind.Name, out var row), $"docs/faults.md lacks a row:\n{Row(kind)}");
            Assert.Equal((kind.Says, Parameters(kind)), row);
        }

        Assert.Empty(page.Keys);
    }

    private static string Row(FaultKind kind) => $"| `{kind.Name}` | {kind.Says} | {Parameters(kind)} | |";

    private static string Parameters(FaultKind kind) => string.Join("; ", kind.Parameters.Select(each =>
        $"{(each.Needed ? $"**{each.Name}**" : each.Name)}: {each.Says}"));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Faultline.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
