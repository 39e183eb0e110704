using System.CommandLine;
using Faultline.Services.Ec2;

namespace Faultline.Commands.Machines;

/// <summary>Schedules an event for an instance, as AWS does before it works on a host.</summary>
internal sealed class InstancesSchedule : Command
{
    private readonly Option<string> code = new("--event")
    {
        Description = $"What is to happen: {string.Join(", ", InstanceOrder.Codes)}.",
        HelpName = "CODE",
        Required = true,
    };

    private readonly Option<string> span = Ordering.In("How long until then, as 30s or 10m. [default: at once]");

    private readonly Option<string> says = new("--description")
    {
        Description = "What the event says of itself. [default: AWS's words for such an event]",
        HelpName = "TEXT",
    };

    private readonly Ordering ordering;

    public InstancesSchedule() : base("schedule", "Schedule a reboot, a stop or a retirement, as AWS does.")
    {
        code.CompletionSources.From(_ => InstanceOrder.Codes);
        Options.Add(code);
        Options.Add(span);
        Options.Add(says);
        ordering = new(this);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken ct) => ordering.Run(
        parsed,
        "events",
        new Dictionary<string, string?>
        {
            ["event"] = parsed.GetValue(code),
            ["in"] = parsed.GetValue(span),
            ["description"] = parsed.GetValue(says),
        },
        ct);
}
