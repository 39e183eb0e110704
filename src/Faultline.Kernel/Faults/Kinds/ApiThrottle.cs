namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Calls are throttled: so many a second pass, or none.</summary>
public sealed record ApiThrottle(GateScope Scope, double PerSecond, GateAction.Error Answer) : OnCalls(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "api-throttle",
        "Calls are throttled",
        [
            .. Calls,
            new("rate", "how many calls a second still pass"),
            new("error", "the code of the answer, ThrottlingException when none is said"),
        ],
        read => new ApiThrottle(read.Calls(), read.Number("rate", 0, min: 0, max: 1e6), new(
            read.Text("error") ?? GateAction.Error.Throttled, null, "Rate exceeded")
        {
            InOwnForm = read.Text("error") is null,
        }));

    public override FaultKind Kind => TheKind;

    public override string Says =>
        PerSecond > 0 ? $"{Which} are throttled to {PerSecond} a second" : $"{Which} are throttled";

    protected override GateAction Action => PerSecond > 0 ? new GateAction.Limit(PerSecond, Answer) : Answer;
}
