using System.CommandLine;

namespace Faultline.Commands.Faults;

/// <summary>Shows one fault, and what it hits.</summary>
internal sealed class FaultShow : Command
{
    private readonly Argument<string> id = new("ID") { Description = "The id of the fault, as `fault list` has it." };
    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public FaultShow() : base("show", "Show a fault that is in force, and everything that it hits.")
    {
        Arguments.Add(id);
        Options.Add(json);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var answer = await door.Get($"/_faultline/faults/{Uri.EscapeDataString(parsed.GetValue(id)!)}", ct);
        if (parsed.GetValue(json))
        {
            Print.Json(answer);
        }
        else
        {
            FaultLines.Show(answer);
        }

        return 0;
    }
}
