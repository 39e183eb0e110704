namespace Faultline.Services.AutoScaling.Policies;

/// <summary>A group as its policies see it, in units of its capacity.</summary>
internal sealed record Standing
{
    public required int Desired { get; init; }

    public required int Min { get; init; }

    public required int Max { get; init; }

    /// <summary>In service, and past their warm-up.</summary>
    public required int Ready { get; init; }

    /// <summary>Being launched, or still warming up.</summary>
    public int Coming { get; init; }

    /// <summary>Being terminated.</summary>
    public int Leaving { get; init; }

    public int Within(int capacity) => Math.Clamp(capacity, Min, Math.Max(Min, Max));
}
