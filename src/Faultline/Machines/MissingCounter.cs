namespace Faultline.Machines;

/// <summary>A counter that is to be kept where none can be yet. It says so, and counts nowhere else.</summary>
internal sealed class MissingCounter(string where) : ICounter
{
    public string Where => where;

    public long Read() => throw Refused();

    public long Add() => throw Refused();

    private NotSupportedException Refused() => new(
        $"FAULTLINE_COUNTER={where.Split(':')[0]}: is not there yet; count in 'memory' or in 'file:' and a path.");
}
