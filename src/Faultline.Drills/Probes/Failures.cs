using System.Globalization;
using System.Net.Sockets;
using Faultline.Network;
using Faultline.Wire;

namespace Faultline.Drills.Probes;

/// <summary>The kinds of failures that clients tell apart. A status or an error of AWS is its number.</summary>
internal static class Failures
{
    public const string Timeout = "timeout";
    public const string Refused = "refused";
    public const string Reset = "reset";

    /// <summary>The name leads to nothing.</summary>
    public const string Names = "names";

    /// <summary>Nobody answered, and it is not known why.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>What came was no answer of the protocol.</summary>
    public const string Garbled = "garbled";

    /// <summary>No hand of the client was free before its patience was over.</summary>
    public const string Unsent = "unsent";

    /// <summary>The drill was broken off.</summary>
    public const string Stopped = "stopped";

    /// <summary>A defect of the probe itself.</summary>
    public const string Broken = "broken";

    /// <summary>Whether it is trouble of the system, and none of ours.</summary>
    public static bool Knows(Exception why) =>
        Line.IsGone(why) || why is AwsError or TimeoutException or ProbeFailed;

    public static string Of(Exception why) => why switch
    {
        ProbeFailed failed => failed.Failure,
        AwsError error => error.Status.ToString(CultureInfo.InvariantCulture),
        OperationCanceledException or TimeoutException => Timeout,
        ConnectionReset or ObjectDisposedException => Reset,
        SocketException socket => Of(socket.SocketErrorCode),
        IOException { InnerException: { } inner } when Knows(inner) => Of(inner),
        _ => Unreachable,
    };

    private static string Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => Refused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => Reset,
        SocketError.TimedOut => Timeout,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => Names,
        _ => Unreachable,
    };
}

/// <summary>A try failed in a way that its client knows.</summary>
internal sealed class ProbeFailed(string failure, string? zone = null) : IOException($"It failed: {failure}.")
{
    public string Failure { get; } = failure;

    public string? Zone { get; } = zone;
}
