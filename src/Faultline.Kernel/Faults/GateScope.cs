using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults;

/// <summary>Which calls a gate effect is for; what it does not name it does not ask about.</summary>
public sealed record GateScope(Domain Place)
{
    public string? Service { get; init; }

    public string? Operation { get; init; }

    public string? Account { get; init; }

    /// <summary>
    /// A resource by its name, id or ARN: calls that mention it. Asked for once the input is read.
    /// </summary>
    public string? Resource { get; init; }

    /// <summary>Who calls, by his ARN or that of his role.</summary>
    public string? Caller { get; init; }

    public bool ControlPlaneOnly { get; init; }

    public bool WritesOnly { get; init; }

    /// <summary>Connections that were there before go on: only who has to look the name up again is struck.</summary>
    public bool NewConnectionsOnly { get; init; }

    public double Share { get; init; } = 1;

    public bool Covers(in ApiCall call) =>
        call.Region.IsIn(Place)
        && (Service is null || Service == call.Service)
        && (Operation is null || Operation == call.Operation)
        && (!ControlPlaneOnly || call.ControlPlane)
        && (!WritesOnly || !call.Reads)
        && (Account is null || Account == call.Account)
        && (Caller is null || Callers.Are(Caller, call.Caller));
}
