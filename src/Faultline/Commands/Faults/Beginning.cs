using System.CommandLine;
using System.Text.Json;

namespace Faultline.Commands.Faults;

/// <summary>
/// What all commands that begin a fault have in common: for how long, whether only to look, and the asking.
/// </summary>
internal sealed class Beginning
{
    /// <summary>Members of the request that are no parameters of a fault.</summary>
    public static readonly IReadOnlyList<string> OwnMembers = ["kind", "for", "dryRun", "allowEmpty", "door"];

    private readonly Option<string> span = new("--for")
    {
        Description = "How long the fault lasts, as 30s or 2m. [default: until it is cleared]",
        HelpName = "SPAN",
    };

    private readonly Option<bool> dryRun = new("--dry-run")
    {
        Description = "Begin nothing: print what would be hit, resource by resource.",
    };

    private readonly Option<bool> allowEmpty = new("--allow-empty")
    {
        Description = "Begin the fault even when it hits nothing that is there now.",
    };

    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public Beginning(Command command)
    {
        command.Options.Add(span);
        command.Options.Add(dryRun);
        command.Options.Add(allowEmpty);
        command.Options.Add(json);
        server = new(command);
    }

    /// <summary>Asks the server to begin the fault, and tells what came of it.</summary>
    public async Task<int> Run(
        ParseResult parsed, string kind, IReadOnlyDictionary<string, string> given, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var answer = await door.Post("/_faultline/faults", Body(parsed, kind, given), ct);
        if (parsed.GetValue(json))
        {
            Print.Json(answer);
        }
        else if (parsed.GetValue(dryRun))
        {
            FaultLines.WouldHit(answer);
        }
        else
        {
            FaultLines.Began(answer);
        }

        return 0;
    }

    private byte[] Body(ParseResult parsed, string kind, IReadOnlyDictionary<string, string> given)
    {
        using var bytes = new MemoryStream();
        using (var body = new Utf8JsonWriter(bytes))
        {
            body.WriteStartObject();
            body.WriteString("kind", kind);
            body.WriteString("door", "faultline");
            body.WriteBoolean("dryRun", parsed.GetValue(dryRun));
            body.WriteBoolean("allowEmpty", parsed.GetValue(allowEmpty));
            if (parsed.GetValue(span) is { } text)
            {
                body.WriteString("for", text);
            }

            foreach (var (name, value) in given)
            {
                body.WriteString(name, value);
            }

            body.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
