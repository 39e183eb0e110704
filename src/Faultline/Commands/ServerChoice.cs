using System.CommandLine;

namespace Faultline.Commands;

/// <summary>The options by which a command finds the server that it talks to, and the way in.</summary>
internal sealed class ServerChoice
{
    private readonly Option<string> state = Choices.State();
    private readonly Option<int?> port = Choices.Port("The port of the server, instead of its state folder.");

    public ServerChoice(Command command)
    {
        command.Options.Add(state);
        command.Options.Add(port);
    }

    public async Task<Door> Open(ParseResult parsed, CancellationToken ct) => new(await Endpoint(parsed, ct));

    /// <summary>Where it answers.</summary>
    public async Task<string> Endpoint(ParseResult parsed, CancellationToken ct)
    {
        var (server, otherwise) = await Running.Find(parsed.Folder(state), parsed.GetValue(port), ct);
        if (server is null)
        {
            throw new Refused(CommandLine.Failed, $"{otherwise} `faultline up` starts one.");
        }

        return server.Status is null ? throw new Refused(CommandLine.Failed, server.Silence) : server.Endpoint;
    }
}
