namespace Faultline.Drills.Probes;

/// <summary>
/// The time of day at the beginning, and what has passed since: a wall clock that is set meanwhile shifts nothing.
/// </summary>
internal sealed class Hour(TimeProvider clock)
{
    private readonly long stamp = clock.GetTimestamp();

    public DateTimeOffset Began { get; } = clock.GetUtcNow();

    public DateTimeOffset Now => Began + clock.GetElapsedTime(stamp);
}
