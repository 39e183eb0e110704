using System.CommandLine;

namespace Faultline.Commands.Machines;

/// <summary>Tells an instance that it may soon be taken away, as AWS tells spot instances.</summary>
internal sealed class InstancesRebalance : Command
{
    private readonly Ordering ordering;

    public InstancesRebalance() : base("rebalance", "Give an instance the recommendation to be rebalanced.")
    {
        ordering = new(this);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken ct) =>
        ordering.Run(parsed, "rebalance", new Dictionary<string, string?>(), ct);
}
