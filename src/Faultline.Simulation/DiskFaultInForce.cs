namespace Faultline.Simulation;

/// <summary>A fault from its beginning to its end, and what it has judged so far.</summary>
internal sealed class DiskFaultInForce(DiskFault fault, Action<DiskFaultInForce> end) : IDisposable
{
    private readonly TaskCompletionSource over = new();
    private long writes;
    private long syncs;

    public DiskFault Fault { get; } = fault;

    public IOException? Judge(DiskAct act, long bytesAfter) =>
        Fault.Fails(act, act == DiskAct.Write ? ++writes : ++syncs, bytesAfter);

    /// <summary>Returns once this fault holds nobody up.</summary>
    public async ValueTask Release()
    {
        if (Fault.Holds)
        {
            await over.Task;
        }
    }

    public void Dispose()
    {
        if (over.TrySetResult())
        {
            end(this);
        }
    }
}
