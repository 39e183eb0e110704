using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faultline.Tests.Tidy;

/// <summary>The habits of STYLE that a machine can see.</summary>
public sealed class ShapeTests
{
    private static readonly string[] EmptyNames = ["Manager", "Helper", "Helpers", "Utils", "Utility", "Impl", "Base"];

    [Fact]
    public void A_namespace_is_its_folder() => Sources.None(
        from source in Sources.Shipped
        from space in source.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
        let folder = Path.GetDirectoryName(source.Path)!["src/".Length..].Replace('/', '.')
        where space.Name.ToString() != folder
        select $"{source.Path}: {space.Name} is not {folder}");

    [Fact]
    public void A_type_has_a_name_that_says_something() => Sources.None(
        from source in Sources.All
        from type in source.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        where EmptyNames.Any(empty => name.EndsWith(empty, StringComparison.Ordinal))
        select $"{source.Path}: {name}");

    [Fact]
    public void A_file_is_named_for_a_type_in_it() => Sources.None(
        from source in Sources.Shipped
        let types = source.Syntax.DescendantNodes().OfType<MemberDeclarationSyntax>()
            .Select(member => member switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax type => type.Identifier.Text,
                _ => null,
            })
            .OfType<string>().ToList()
        let name = Path.GetFileName(source.Path).Split('.')[0]
        where types.Count > 0 && !types.Contains(name)
        select $"{source.Path}: holds {string.Join(", ", types)}");

    [Fact]
    public void A_type_that_others_see_says_what_it_is() => Sources.None(
        from source in Sources.Shipped
        from type in source.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        where type.Modifiers.Any(SyntaxKind.PublicKeyword) && type.Parent is BaseNamespaceDeclarationSyntax
        where type is not EnumDeclarationSyntax && !IsLaterPart(source, type)
        where !type.GetLeadingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
        select $"{source.Path}: {type.Identifier.Text} has no ///");

    [Fact]
    public void Nothing_is_left_to_be_done_later() => Sources.None(
        from source in Sources.All
        where source.Path != "tests/Faultline.Tests/Tidy/ShapeTests.cs"
        from word in new[] { "TODO", "FIXME", "HACK", "NotImplementedException" }
        where source.Text.Contains(word, StringComparison.Ordinal)
        select $"{source.Path}: {word}");

    [Fact]
    public void Only_the_edge_turns_a_ban_off() => Sources.None(
        from source in Sources.Shipped
        where source.Text.Contains("RS0030", StringComparison.Ordinal)
        where !source.Path.StartsWith("src/Faultline/", StringComparison.Ordinal) && !Threads.Contains(source.Path)
        select source.Path);

    /// <summary>The files that own a thread, or that compare with the real clock, and say why.</summary>
    private static readonly string[] Threads = [];

    /// <summary>Of a partial type, the file that bears its bare name speaks for the others.</summary>
    private static bool IsLaterPart(Source source, BaseTypeDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.PartialKeyword) &&
        Path.GetFileName(source.Path) != $"{type.Identifier.Text}.cs";
}
