using Faultline.Network;

namespace Faultline.Engines.Balancer;

/// <summary>
/// A connection that somebody on the way would have let vanish. The kernel of this machine has taken it, so it is held,
/// and nothing is said, until the client leaves or has waited for long.
/// </summary>
internal sealed class Silence(Port port, Line line) : IConnection
{
    /// <summary>As long as kernels try to connect: 127 s with Linux's six retries (tcp(7)).</summary>
    private const int TicksMax = 127;

    private readonly int since = port.Node.Ticks;

    public async Task Run()
    {
        var ignored = new byte[256];
        try
        {
            while (await line.Receive(ignored) > 0)
            {
                // What it says gets nowhere.
            }
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            // It has had enough, or we have.
        }

        line.Reset();
    }

    public void Glance(int tick)
    {
        if (port.IsOver || tick - since > TicksMax)
        {
            Reset();
        }
    }

    public void Reset() => line.Reset();
}
