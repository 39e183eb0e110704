namespace Faultline.Drills.Measuring;

/// <summary>
/// One attempt of a probe. Its latency counts from when it was due, so that a client which could not send in time hides
/// nothing.
/// </summary>
public readonly record struct Attempt(
    string Probe, DateTimeOffset Due, DateTimeOffset Sent, DateTimeOffset Done, bool Succeeded)
{
    /// <summary>The zone that answered or was tried, where that is known.</summary>
    public string? Zone { get; init; }

    /// <summary>Of what kind its failure was: <c>timeout</c>, <c>refused</c>, <c>reset</c>, <c>503</c>.</summary>
    public string? Failure { get; init; }

    public TimeSpan Latency => Done - Due;
}
