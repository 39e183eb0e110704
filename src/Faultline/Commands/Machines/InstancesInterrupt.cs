using System.CommandLine;

namespace Faultline.Commands.Machines;

/// <summary>Takes an instance away as AWS takes spot instances: with a notice, whatever it was launched as.</summary>
internal sealed class InstancesInterrupt : Command
{
    private static readonly string[] actions = ["terminate", "stop"];

    private readonly Option<string> span = Ordering.In("How long its notice is, as 30s or 2m. [default: 2m]");

    private readonly Option<string> action = new("--action")
    {
        Description = "What becomes of it then. [default: terminate]",
        HelpName = string.Join('|', actions),
    };

    private readonly Ordering ordering;

    public InstancesInterrupt() : base("interrupt", "Give an instance the notice that spot instances get.")
    {
        action.CompletionSources.From(_ => actions);
        Options.Add(span);
        Options.Add(action);
        ordering = new(this);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken ct) => ordering.Run(
        parsed,
        "interrupt",
        new Dictionary<string, string?> { ["in"] = parsed.GetValue(span), ["action"] = parsed.GetValue(action) },
        ct);
}
