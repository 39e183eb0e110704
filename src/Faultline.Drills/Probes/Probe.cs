using Faultline.Drills.Plans;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Probes;

/// <summary>What the clients of a probe do when an attempt is due.</summary>
internal abstract class Probe(ProbePlan plan) : IAsyncDisposable
{
    /// <summary>So many tries one client has under way at most.</summary>
    private const int HandsMax = 512;

    public ProbePlan Plan => plan;

    public string Name => plan.Name;

    /// <summary>
    /// How many tries a client can have under way: enough for all that become due until the first one times out.
    /// </summary>
    public virtual int Hands
    {
        get
        {
            var rate = plan.Steps.Select(static step => step.Rate).Append(plan.Rate).Max() / plan.Clients;
            var hands = Math.Ceiling(rate * (plan.Timeout * (plan.Retries + 1)).TotalSeconds * 1.25) + 1;
            return (int)Math.Clamp(hands, 1, HandsMax);
        }
    }

    /// <summary>
    /// Tries once, for no longer than the plan's timeout. Trouble of the system is an outcome; it throws only when it
    /// is told to end.
    /// </summary>
    public abstract ValueTask<Outcome> Try(int client, long key, CancellationToken ct);

    /// <summary>Its clients that knew only addresses that died; null where there were none.</summary>
    public virtual Stranded? Stranded(DateTimeOffset struck, DateTimeOffset ended) => null;

    /// <summary>Other clients come in the place of its own. What is under way ends as it would have.</summary>
    public virtual void Renew()
    {
    }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
