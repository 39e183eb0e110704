namespace Faultline.Drills.Probes;

/// <summary>What became of one try of a probe's client.</summary>
internal readonly record struct Outcome(bool Succeeded, string? Zone = null, string? Failure = null)
{
    public static Outcome Failed(string failure, string? zone = null) => new(false, zone, failure);
}
