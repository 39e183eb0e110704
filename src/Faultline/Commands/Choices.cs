using System.CommandLine;

namespace Faultline.Commands;

/// <summary>Options that several commands have, with one wording each.</summary>
internal static class Choices
{
    public static Option<string> State() => new("--state")
    {
        Description = "The folder that holds everything the server keeps. [default: ./.faultline]",
        HelpName = "DIR",
    };

    public static Option<int?> Port(string description) =>
        new("--port") { Description = description, HelpName = "PORT" };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    public static string Folder(this ParseResult parsed, Option<string> state) =>
        Path.GetFullPath(parsed.GetValue(state) is { Length: > 0 } folder ? folder : ".faultline");
}
