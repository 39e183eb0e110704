using System.CommandLine;

namespace Faultline.Commands.Faults;

/// <summary>Lists the faults that are in force.</summary>
internal sealed class FaultList : Command
{
    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public FaultList() : base("list", "List the faults that are in force.")
    {
        Options.Add(json);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var answer = await door.Get("/_faultline/faults", ct);
        if (parsed.GetValue(json))
        {
            Print.Json(answer);
        }
        else
        {
            FaultLines.List(answer);
        }

        return 0;
    }
}
