using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// The name of a service's endpoint resolves to nothing, as DynamoDB's did on 2025-10-20. Connections that are open go
/// on; whoever needs a new one does not get it.
/// </summary>
public sealed record NamesGone(Domain Region, string? Service, string? Name) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "dns-gone",
        "The name of an endpoint resolves to nothing; open connections go on",
        [
            new("region", "all when none is named"),
            new("service", "as dynamodb; all when none is named"),
            new("name", "one name that our own DNS answers, instead of a service's"),
        ],
        read => new NamesGone(read.Region(), read.Service(), read.Text("name")));

    public override FaultKind Kind => TheKind;

    public override string Says =>
        $"{Name ?? $"the name of {Service ?? "every service"} in {Region}"} resolves to nothing";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left)
    {
        yield return new NameEffect(Region, Service, Name);
        if (Name is null)
        {
            yield return new GateEffect(
                new(Region) { Service = Service, NewConnectionsOnly = true }, new GateAction.Drop());
        }
    }
}
