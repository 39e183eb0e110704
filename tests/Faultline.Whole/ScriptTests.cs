using System.Xml.Linq;

namespace Faultline.Whole;

/// <summary>The script in the root builds when something changed that is built in, with a compiler of the test's own.
/// </summary>
public sealed class ScriptTests : IDisposable
{
    private const string Above = "../../";

    private readonly string root = Directory.CreateTempSubdirectory("faultline-script-").FullName;

    public ScriptTests()
    {
        File.Copy(Repository.Faultline, Path.Combine(root, "faultline"));
        foreach (var file in (string[])
        [
            "src/Faultline/Faultline.cs", "Directory.Build.props", "Directory.Packages.props", "global.json",
            "docs/commands.md", .. Taken,
        ])
        {
            Write(file, "");
        }

        Write("tools/dotnet", """
            #!/bin/sh
            echo "$DOTNET_TieredPGO" >> "$(dirname "$0")/built"
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$2"
            printf '#!/bin/sh\necho "$DOTNET_TieredPGO"\n' > "$2/faultline"
            chmod +x "$2/faultline"
            """);
        File.SetUnixFileMode(
            Path.Combine(root, "tools/dotnet"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What projects take in from without.</summary>
    public static TheoryData<string> Outside
    {
        get
        {
            var files = new TheoryData<string>();
            foreach (var file in Taken)
            {
                files.Add(file);
            }

            return files;
        }
    }

    private static IEnumerable<string> Taken =>
        from project in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        from include in XDocument.Load(project).Descendants().Attributes("Include")
        where include.Value.StartsWith(Above, StringComparison.Ordinal)
        select include.Value[Above.Length..].Replace("*", "any", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [MemberData(nameof(Outside))]
    [InlineData("src/Faultline/Faultline.cs")]
    [InlineData("Directory.Packages.props")]
    public async Task It_builds_when_something_changed_that_is_built_in(string file)
    {
        await Run();
        Write("docs/commands.md", "other");
        await Run();
        Assert.Single(Built());
        Write(file, "other");
        await Run();
        Assert.Equal(2, Built().Length);
    }

    [Fact]
    public async Task What_makes_a_build_quick_is_not_told_to_what_was_built()
    {
        Assert.Equal("1", await Run());
        Assert.Equal(["0"], Built());
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string[] Built() => File.ReadAllLines(Path.Combine(root, "tools/built"));

    private async Task<string> Run()
    {
        var path = $"{root}/tools:{Environment.GetEnvironmentVariable("PATH")}";
        var ran = await Tool.Run(
            Path.Combine(root, "faultline"), [],
            new Dictionary<string, string> { ["PATH"] = path, ["DOTNET_TieredPGO"] = "1" });
        return ran.MustSucceed().Output.TrimEnd();
    }
}
