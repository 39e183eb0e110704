namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Calls are answered with an error.</summary>
public sealed record ApiError(GateScope Scope, GateAction.Error Answer) : OnCalls(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "api-error",
        "Calls are answered with an error",
        [
            .. Calls,
            new("error", "its code, as ServiceUnavailable"),
            new("status", "its HTTP status, 400 to 599; AWS's for the code when none is said"),
            new("message", "what it says"),
        ],
        read => new ApiError(read.Calls(), new(
            read.Text("error") ?? GateAction.Error.Unavailable,
            read.Text("status") is null ? null : (int)read.Number("status", 503, min: 400, max: 599),
            read.Text("message") ?? "A fault is in force that answers this call with an error.")
        {
            InOwnForm = read.Text("error") is null && read.Text("status") is null && read.Text("message") is null,
        }));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Which} answer {Answer.Code}";

    protected override GateAction Action => Answer;
}
