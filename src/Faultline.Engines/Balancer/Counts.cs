namespace Faultline.Engines.Balancer;

/// <summary>What has happened since the node began, for metrics. Only ever grows.</summary>
public sealed class Counts
{
    private readonly long[] counts = new long[Enum.GetValues<Count>().Length];

    public long this[Count what] => Interlocked.Read(ref counts[(int)what]);

    internal static Count OfAnswer(int status) => status switch
    {
        < 300 => Count.Answers2xx,
        < 400 => Count.Answers3xx,
        < 500 => Count.Answers4xx,
        _ => Count.Answers5xx,
    };

    internal void Add(Count what, long by = 1) => Interlocked.Add(ref counts[(int)what], by);
}

/// <summary>What is counted.</summary>
public enum Count
{
    Connections,
    ConnectionsRejected,
    Requests,
    Answers2xx,
    Answers3xx,
    Answers4xx,
    Answers5xx,
    Own3xx,
    Own4xx,
    Own5xx,
    TargetConnectionErrors,
    TargetConnections,
    Retries,
    BytesIn,
    BytesOut,
    TlsErrors,

    /// <summary>Lines of logs that nobody will read.</summary>
    LogLinesLost,
}
