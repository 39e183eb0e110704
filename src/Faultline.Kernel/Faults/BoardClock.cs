using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults;

/// <summary>
/// The clock of a place: right, until a fault skews it. Timers run as they are, for spans are not skewed.
/// </summary>
public sealed class BoardClock(TimeProvider clock, Board board, Domain place) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + board.View.Host(place).Skew;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
