namespace Faultline.Services.Worldwide;

/// <summary>A fault as it was asked for: what, with which parameters, from when and for how long.</summary>
public sealed record FaultOrder
{
    public required ulong Number { get; init; }

    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required IReadOnlyDictionary<string, string> Given { get; init; }

    public required DateTimeOffset Began { get; init; }

    /// <summary>When its time is over; null until it is cleared.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>Chooses who belongs to a share.</summary>
    public required ulong Salt { get; init; }

    /// <summary>By which door it came: <c>faultline</c>, <c>localstack</c>, <c>fis</c>.</summary>
    public required string Door { get; init; }

    /// <summary>What whoever began it calls it, the same at every try; empty where nobody cares.</summary>
    public string Token { get; init; } = "";

    /// <summary>Its time is over, and what it took away is coming back.</summary>
    public bool InAftermath { get; init; }
}
