using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// Everybody retries at once, as after an outage: the control plane lets few calls through, and those wait.
/// </summary>
public sealed record RetryStorm(Domain Region, string? Service, double PerSecond, TimeSpan Latency) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "retry-storm",
        "Everybody retries at once: a control plane lets few calls through, and those wait",
        [
            new("region", "all when none is named"),
            new("service", "all when none is named"),
            new("rate", "how many calls a second of yours get through"),
            new("latency", "how long those take"),
        ],
        read => new RetryStorm(
            read.Region(),
            read.Service(),
            read.Number("rate", 2, min: 0.01, max: 1e6),
            read.Span("latency", TimeSpan.FromMilliseconds(500))));

    public override FaultKind Kind => TheKind;

    public override string Says => $"a retry storm is at {Service ?? "every service"} in {Region}";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left)
    {
        var scope = new GateScope(Region) { Service = Service, ControlPlaneOnly = true };
        return
        [
            new GateEffect(scope, new GateAction.Limit(
                PerSecond, new(GateAction.Error.Throttled, null, "") { InOwnForm = true })),
            new GateEffect(scope, new GateAction.Delay(Latency, Latency / 2)),
        ];
    }
}
