namespace Faultline.Network;

/// <summary>How a relay carries.</summary>
public sealed record RelayOptions
{
    public static RelayOptions Usual { get; } = new();

    /// <summary>What may be under way in one direction before the sender waits.</summary>
    public int WindowBytes { get; init; } = 256 * 1024;

    /// <summary>What is due within it is due now: the real clock's timers know whole milliseconds.</summary>
    public TimeSpan Grain { get; init; } = TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond / 2);

    /// <summary>
    /// How long bytes may stand still before their sender gives up: what tcp_retries2 = 15 comes to in Linux
    /// (docs.kernel.org/networking/ip-sysctl.html).
    /// </summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(924.6);
}
