using Faultline.Commands.Drills;
using Faultline.Drills.Plans;

namespace Faultline.Wire.Tests.Commands;

/// <summary>Where the reports of drills go.</summary>
public sealed class DrillFolderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("reports")]
    public void Drills_of_one_name_have_folders_of_their_own(string? report)
    {
        var run = new DrillRun(new() { Report = report });
        var plan = new DrillPlan("lose-a-zone");
        string[] folders = [run.Folder(plan, 3), run.Folder(plan, 3), run.Folder(plan, 3)];
        Assert.Equal(3, folders.Distinct().Count());
        Assert.All(folders, folder => Assert.StartsWith(
            Path.GetFullPath(Path.Combine(report ?? "drills", "lose-a-zone-")), folder, StringComparison.Ordinal));
    }

    [Fact]
    public void One_drill_has_the_folder_that_was_named() =>
        Assert.Equal(Path.GetFullPath("here"), new DrillRun(new() { Report = "here" }).Folder(new("x"), 1));
}
