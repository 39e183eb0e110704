using Microsoft.CodeAnalysis.CSharp;

namespace Faultline.Tests.Tidy;

/// <summary>The hand-written C# files of the repository, read once.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Source> All { get; } =
        [.. new[] { "src", "tests", "bench", "tools" }
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal) && !path.Contains("/node_modules/"))
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"))
            .Order(StringComparer.Ordinal)
            .Select(path => new Source(path, File.ReadAllText(Path.Combine(Root, path))))];

    public static IEnumerable<Source> Shipped =>
        All.Where(source => source.Path.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>Fails with every offence in one message, so that one run shows all there is to mend.</summary>
    public static void None(IEnumerable<string> offences)
    {
        var all = offences.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Faultline.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ??
                throw new InvalidOperationException("Faultline.slnx is nowhere above.");
        }

        return folder;
    }
}

/// <summary>One file, its text and its syntax.</summary>
internal sealed record Source(string Path, string Text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private readonly Lazy<Microsoft.CodeAnalysis.SyntaxNode> syntax =
        new(() => CSharpSyntaxTree.ParseText(Text, Options).GetRoot());

    public Microsoft.CodeAnalysis.SyntaxNode Syntax => syntax.Value;

    public string[] Lines => Text.Split('\n');
}
