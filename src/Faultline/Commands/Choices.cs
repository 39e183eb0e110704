using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Numerics;

namespace Faultline.Commands;

/// <summary>Options that several commands have, with one wording each.</summary>
internal static class Choices
{
    public const string StateDescription =
        "The folder that holds everything the server keeps. [default: ./.faultline]";

    private const string FolderDefault = ".faultline";

    public static Option<string> State(string description = StateDescription)
    {
        var option = new Option<string>("--state") { Description = description, HelpName = "DIR" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { Length: 0 })
            {
                result.AddError(NoFolder("--state"));
            }
        });
        return option;
    }

    /// <summary>The port of a server that runs.</summary>
    public static Option<int?> Port(string description) => new("--port")
    {
        Description = description,
        HelpName = "PORT",
        CustomParser = result =>
        {
            var errors = new List<string>();
            var port = PortOf(result.Tokens[0].Value, 1, errors);
            errors.ForEach(result.AddError);
            return port;
        },
    };

    /// <summary>Says of what is no number that it is none, and not of which type it should be.</summary>
    public static Option<T> Number<T>(Option<T> option) where T : struct, INumber<T>
    {
        option.CustomParser = result => Number<T>(result, option.Name) ?? T.Zero;
        return option;
    }

    public static Option<T?> Number<T>(Option<T?> option) where T : struct, INumber<T>
    {
        option.CustomParser = result => Number<T>(result, option.Name);
        return option;
    }

    private static T? Number<T>(ArgumentResult result, string option) where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError($"{option} is a whole number; not '{text}'.");
        return null;
    }

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    public static string Folder(this ParseResult parsed, Option<string> state) => Folder(parsed.GetValue(state));

    /// <summary>The folder of a server that is named so, or not at all.</summary>
    public static string Folder(string? named) => Path.GetFullPath(named ?? FolderDefault);

    /// <summary>An empty name is a variable that was not set: the default could be what nobody meant.</summary>
    public static string NoFolder(string option) => $"{option} is the path of a folder; not ''.";

    /// <summary>A port as it is typed; null with an error noted where that is none.</summary>
    public static int? PortOf(string text, int from, List<string> errors)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port >= from && port <= IPEndPoint.MaxPort)
        {
            return port;
        }

        var least = from == 0 ? "0 (any that is free)" : $"{from}";
        errors.Add($"--port is a number from {least} to {IPEndPoint.MaxPort}; not '{text}'.");
        return null;
    }
}
