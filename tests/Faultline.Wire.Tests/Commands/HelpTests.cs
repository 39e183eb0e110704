using System.CommandLine;
using Faultline.Commands;

namespace Faultline.Wire.Tests.Commands;

/// <summary>The help of every command, and what all commands have in common.</summary>
public sealed class HelpTests
{
    /// <summary>They hand their terminal to a program of an instance, and print nothing themselves.</summary>
    private static readonly string[] silent = ["exec", "connect"];

    public static TheoryData<string> Commands => [.. Paths(CommandLine.Root(), [])];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_is_at_most_100_columns_wide(string path)
    {
        using var output = new StringWriter();
        var code = CommandLine.Root().Parse($"{path} --help").Invoke(new() { Output = output });
        Assert.Equal(0, code);
        Assert.Contains("--help", output.ToString(), StringComparison.Ordinal);
        Assert.Equal([], output.ToString().Split('\n').Where(line => line.TrimEnd().Length > 100));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Whatever_prints_can_print_JSON(string path)
    {
        var command = CommandLine.Root().Parse(path).CommandResult.Command;
        Assert.True(
            command.Action is null || silent.Contains(path) || command.Options.Any(option => option.Name == "--json"),
            $"`{path}` has no --json.");
    }

    private static IEnumerable<string> Paths(Command command, string[] before) =>
    [
        string.Join(' ', before),
        .. command.Subcommands.Where(child => !child.Hidden).SelectMany(child => Paths(child, [.. before, child.Name])),
    ];
}
