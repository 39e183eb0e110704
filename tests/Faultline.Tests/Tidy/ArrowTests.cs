using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faultline.Tests.Tidy;

/// <summary>Who may know whom. ARCHITECTURE.md draws it; this holds it.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string> Arrows = new()
    {
        ["Kernel"] = "",
        ["Store"] = "Kernel",
        ["Network"] = "Kernel",
        ["Wire"] = "Kernel",
        ["Engines"] = "Kernel Network Store",
        ["Services"] = "Kernel Network Store Wire Engines",
        ["Simulation"] = "Kernel Network Store Engines",
        ["Drills"] = "Services Simulation",
    };

    [Fact]
    public void Assemblies_lie_along_the_arrows() => Sources.None(
        from assembly in Arrows
        let project = XDocument.Load(Path.Combine(
            Sources.Root, "src", $"Faultline.{assembly.Key}", $"Faultline.{assembly.Key}.csproj"))
        from reference in project.Descendants("ProjectReference")
        let target = Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)["Faultline.".Length..]
        where !assembly.Value.Split(' ').Contains(target)
        select $"Faultline.{assembly.Key} -> Faultline.{target}");

    [Fact]
    public void A_service_does_not_look_into_anothers_folder() => Sources.None(
        from source in Services()
        let own = source.Path.Split('/')[2]
        from name in source.Syntax.DescendantNodes().OfType<QualifiedNameSyntax>()
        let parts = name.ToString().Split('.')
        where parts is ["Faultline", "Services", _, ..]
            && parts[2] != own
            && parts[2] is not ("Provisioning" or "Worldwide")
        select $"{source.Path}: {name}");

    [Theory]
    [InlineData("System.Net.Sockets")]
    [InlineData("System.Net.Http")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("File.")]
    [InlineData("Directory.")]
    public void A_service_knows_no_socket_file_or_process(string forbidden) => Sources.None(
        from source in Services()
        from name in source.Syntax.DescendantNodes()
            .Where(node => node is QualifiedNameSyntax or MemberAccessExpressionSyntax or UsingDirectiveSyntax)
        where name.ToString().StartsWith(forbidden, StringComparison.Ordinal)
            || name.ToString().Contains($" {forbidden}", StringComparison.Ordinal)
        select $"{source.Path}: {name}");

    [Fact]
    public void A_service_takes_turns_and_never_locks() => Sources.None(
        from source in Services()
        where source.Syntax.DescendantNodes().OfType<LockStatementSyntax>().Any()
        select source.Path);

    [Fact]
    public void Only_the_binary_reads_the_environment() => Sources.None(
        from source in Sources.Shipped
        where !source.Path.StartsWith("src/Faultline/", StringComparison.Ordinal)
            && !source.Path.StartsWith("src/Faultline.Simulation/", StringComparison.Ordinal)
        where source.Text.Contains("Environment.GetEnvironmentVariable", StringComparison.Ordinal)
        select source.Path);

    /// <summary>The files in the folders of services: what lies beside them (a region) composes them.</summary>
    private static IEnumerable<Source> Services() =>
        Sources.Shipped.Where(source =>
            source.Path.StartsWith("src/Faultline.Services/", StringComparison.Ordinal)
            && source.Path.Split('/').Length > 3);
}
