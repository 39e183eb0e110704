using Faultline.Network;

namespace Faultline.Engines.Balancer.Layer4;

/// <summary>Two lines joined: what comes out of one goes into the other, until both end or one is gone.</summary>
internal sealed class Splice(Line one, Line other)
{
    private readonly Lock counting = new();
    private readonly Conduit there = one.Toward(other);
    private readonly Conduit back = other.Toward(one);
    private long thereCounted, backCounted;

    public async ValueTask Run()
    {
        var forth = there.Run();
        var isWhole = await back.Run();
        isWhole &= await forth;
        if (isWhole)
        {
            one.Close();
            other.Close();
        }
    }

    /// <summary>
    /// Tells what went from the one to the other and what came back since it was asked last, if anything did. To tell
    /// it of each chunk would have all connections wait for what they are counted in.
    /// </summary>
    public void Tally(Action<long, long> tell)
    {
        lock (counting)
        {
            var (going, coming) = (there.Moved, back.Moved);
            if (going > thereCounted || coming > backCounted)
            {
                tell(going - thereCounted, coming - backCounted);
                (thereCounted, backCounted) = (going, coming);
            }
        }
    }
}
