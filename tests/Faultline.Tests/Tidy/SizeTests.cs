using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faultline.Tests.Tidy;

/// <summary>A file that grows past these sizes wants a noun of its own.</summary>
public sealed class SizeTests
{
    private const int FileLinesMax = 400;
    private const int MethodLinesMax = 60;
    private const int ColumnsMax = 120;

    [Fact]
    public void No_file_is_longer_than_400_lines() => Sources.None(
        from source in Sources.All
        let lines = source.Lines.Length - 1
        where lines > FileLinesMax
        select $"{source.Path}: {lines} lines");

    [Fact]
    public void No_line_is_wider_than_120_columns() => Sources.None(
        from source in Sources.All
        from line in source.Lines.Select((text, index) => (text, number: index + 1))
        where line.text.Length > ColumnsMax
        select $"{source.Path}:{line.number}: {line.text.Length} columns");

    [Fact]
    public void No_method_is_longer_than_60_lines() => Sources.None(
        from source in Sources.All
        from method in source.Syntax.DescendantNodes()
        where method is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let span = method.SyntaxTree.GetLineSpan(method.Span)
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > MethodLinesMax
        select $"{source.Path}:{span.StartLinePosition.Line + 1}: {lines} lines");
}
