using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>
/// A client that resolves the balancer's name once a minute, keeps a connection, and gives a request five seconds.
/// </summary>
internal sealed class Shopper(World world, Stall stall)
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Caller? caller;
    private TimeSpan until;

    /// <summary>Which node it has got.</summary>
    public int Zone { get; private set; }

    /// <summary>Requests, by when they began and the node that they were sent to.</summary>
    public List<(TimeSpan At, int Zone, bool IsWell)> Asked { get; } = [];

    public async Task Shop(TimeSpan end, TimeSpan pause)
    {
        await world.Delay(world.Below(pause));
        while (world.Elapsed < end)
        {
            if (caller is null || world.Elapsed >= until)
            {
                Resolve();
            }

            var began = world.Elapsed;
            Asked.Add((began, Zone, await Ask(caller!)));
            var rest = began + pause - world.Elapsed;
            await world.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        }
    }

    private void Resolve()
    {
        var views = stall.Look();
        var named = Enumerable.Range(0, views.Count).Where(zone => views[zone].IsInName).ToList();
        (Zone, until) = (named[world.Dice.Below(named.Count)], world.Elapsed + Ttl);
        caller?.Close();
        caller = stall.Call(Zone);
    }

    private async Task<bool> Ask(Caller over)
    {
        using var late = new CancellationTokenSource(Patience, world.Clock);
        using var gives = late.Token.Register(over.GiveUp);
        try
        {
            return (await over.Ask()).Status == 200;
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            over.Close();
            return false;
        }
    }
}
