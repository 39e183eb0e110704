using Faultline.Services;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Cloud;

/// <summary>A region with its store and all its services.</summary>
internal sealed record OpenRegion(Region Region, RegionStore Store, BoardDisk Disk, Wire.Api[] Apis) : IAsyncDisposable
{
    /// <summary>
    /// A fault on its disk broke its store; what it acknowledged is on the disk, and opening it again mends it.
    /// </summary>
    public bool BrokeByFault => Store.IsBroken && Disk.WasStruck;

    public Wire.Api? Find(ServiceModel service)
    {
        foreach (var api in Apis)
        {
            if (ReferenceEquals(api.Model, service))
            {
                return api;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await Region.DisposeAsync();
        await Store.DisposeAsync();
    }
}
