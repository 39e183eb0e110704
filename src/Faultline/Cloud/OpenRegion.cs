using Faultline.Services;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Cloud;

/// <summary>A region with its store and all its services.</summary>
internal sealed record OpenRegion(Region Region, RegionStore Store, Wire.Api[] Apis) : IAsyncDisposable
{
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
