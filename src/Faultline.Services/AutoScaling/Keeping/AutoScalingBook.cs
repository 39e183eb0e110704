using Faultline.Store;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>The turn at what Auto Scaling has in a region. It alone knows the store.</summary>
internal sealed class AutoScalingBook(RegionStore store)
{
    private readonly Partition<AutoScalingState> partition = store.Open("autoscaling", new AutoScalingState());

    public ValueTask<Held<AutoScalingState>> Take(CancellationToken ct) => partition.Take(ct);
}
