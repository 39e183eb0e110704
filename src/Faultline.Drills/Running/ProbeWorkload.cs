using Faultline.Drills.Probes;

namespace Faultline.Drills.Running;

/// <summary>The probes of a plan as the load of its drill.</summary>
public sealed class ProbeWorkload(Workload probes) : IWorkload
{
    public Task Start(CancellationToken ct) => probes.Start(ct);

    public void Renew() => probes.Renew();

    public void Strike(DateTimeOffset at) => probes.Strike(at);

    public Snapshot Look() => probes.Look();

    public ValueTask Stop() => probes.Stop();

    public ValueTask<Measured> Finish(DateTimeOffset? struck, CancellationToken ct) => probes.Finish(struck, ct);

    public ValueTask DisposeAsync() => probes.DisposeAsync();
}
