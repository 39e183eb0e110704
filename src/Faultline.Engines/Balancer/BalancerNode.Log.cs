using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Logs;

namespace Faultline.Engines.Balancer;

/// <content>What the node writes down.</content>
internal sealed partial class BalancerNode
{
    /// <summary>How long what is under way may take to end, so that it is still written down.</summary>
    private static readonly TimeSpan LastWordsMax = TimeSpan.FromSeconds(1);

    private (Scribe<Visit> Visits, Scribe<Guest> Sessions)? scribes;
    private volatile Logbook? log;

    /// <summary>Where logs come to lie; null where nothing is written down.</summary>
    public ILogFiles? Files { get; init; }

    /// <summary>What is written down now; null while nobody wants to know.</summary>
    public Logbook? Log => log;

    private void ApplyLog(LogConfig? next)
    {
        if (next is null || Files is null)
        {
            log = null;
            return;
        }

        if (scribes is null)
        {
            scribes = (Scribe<Visit>("requests"), Scribe<Guest>("connections"));
            scribes.Value.Visits.Start();
            scribes.Value.Sessions.Start();
        }

        log = new(next, scribes.Value.Visits, scribes.Value.Sessions);
    }

    private Scribe<T> Scribe<T>(string what) => new(
        Node, Files!, config.Address, Dice.Fork($"log of {what}"), lines => Counts.Add(Count.LogLinesLost, lines));

    /// <summary>Waits for those who are to say how they ended, and writes what is left.</summary>
    private async ValueTask CloseLog()
    {
        if (scribes is not var (visits, guests))
        {
            return;
        }

        var until = Node.Now + LastWordsMax;
        while (All().Count > 0 && Node.Now < until)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Node.Clock);
        }

        log = null;
        await visits.DisposeAsync();
        await guests.DisposeAsync();
    }
}
