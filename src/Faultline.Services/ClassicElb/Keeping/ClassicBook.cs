using Faultline.Store;

namespace Faultline.Services.ClassicElb.Keeping;

/// <summary>The turn at what classic load balancing has in a region. It alone knows the store.</summary>
internal sealed class ClassicBook(RegionStore store)
{
    private readonly Partition<ClassicState> partition = store.Open("classic-elb", new ClassicState());

    public ValueTask<Held<ClassicState>> Take(CancellationToken ct) => partition.Take(ct);
}
