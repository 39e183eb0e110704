using System.CommandLine;

namespace Faultline.Commands.Machines;

/// <summary>Calls a scheduled event off.</summary>
internal sealed class InstancesCancel : Command
{
    private readonly Argument<string> id = new("EVENT") { Description = "The id of the event, instance-event-..." };
    private readonly Ordering ordering;

    public InstancesCancel() : base("cancel", "Call a scheduled event of an instance off.")
    {
        Arguments.Add(id);
        ordering = new(this);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken ct) =>
        ordering.Delete(parsed, $"events/{Uri.EscapeDataString(parsed.GetValue(id)!)}", ct);
}
