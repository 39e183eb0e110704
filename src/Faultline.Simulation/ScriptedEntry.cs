namespace Faultline.Simulation;

/// <summary>
/// An entry of a scripted server's log. The history tells whether two logs are the same up to it.
/// </summary>
internal readonly record struct ScriptedEntry(int Timeline, long Value, DateTimeOffset At, long History)
{
    public static ScriptedEntry After(long history, int timeline, long value, DateTimeOffset at)
    {
        var mixed = unchecked(
            (ulong)history * 0x9E3779B97F4A7C15 + (ulong)value * 0xBF58476D1CE4E5B9 + (ulong)timeline);
        mixed = unchecked((mixed ^ (mixed >> 31)) * 0x94D049BB133111EB);
        return new(timeline, value, at, unchecked((long)(mixed ^ (mixed >> 29))));
    }
}
