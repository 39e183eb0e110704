using Faultline.Drills.Plans;
using Faultline.Drills.Probes;
using Faultline.Drills.Running;
using Faultline.Simulation;

namespace Faultline.Stories.Drills;

/// <summary>A load whose success is what a story says, and that knows whether it was ended.</summary>
internal sealed class ScriptedLoad(DrillSite site, DrillPlan plan) : IWorkload
{
    public DrillPlan Plan => plan;

    public bool IsStarted { get; private set; }

    public bool IsStopped { get; private set; }

    public bool IsDisposed { get; private set; }

    public DateTimeOffset? Struck { get; private set; }

    /// <summary>The share of attempts that succeed now.</summary>
    public Func<double> Success { get; set; } = static () => 1;

    public TimeSpan Recovers { get; set; } = TimeSpan.FromSeconds(3);

    public Task Start(CancellationToken ct)
    {
        IsStarted = true;
        return Task.CompletedTask;
    }

    /// <summary>When others came in the place of the first clients.</summary>
    public DateTimeOffset? Renewed { get; private set; }

    public void Renew() => Renewed = site.Node.Now;

    public void Strike(DateTimeOffset at) => Struck = at;

    public Snapshot Look() => new(site.Node.Now, plan.Steady.For)
    {
        Probes = [new("orders") { Offered = 10, Judged = 10, Success = Success() }],
    };

    public ValueTask Stop()
    {
        IsStopped = true;
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Measured> Finish(DateTimeOffset? struck, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), site.Node.Clock, ct);
        return new()
        {
            Probes = [new("orders") { Offered = 100, Succeeded = 90, Availability = 0.9, Rto = Recovers }],
            Ledger = [new("orders") { Acknowledged = 90, AcknowledgedPresent = 90 }],
        };
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
