namespace Faultline.Machines;

/// <summary>A counter that is to be kept where none can be yet. It says so, and counts nowhere else.</summary>
internal sealed class MissingCounter(string where) : ICounter
{
    public string Where => where;

    public long Read() => throw Refused();

    public long Add() => throw Refused();

    private NotSupportedException Refused() => new(
        $"FAULTLINE_COUNTER={where.Split(':')[0]}: waits for databases, which are not there yet; count in 'memory', in "
        + "'file:' and a path, or in 'sqs:' and the URL of a queue.");
}
