using Faultline.Services;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Cloud;

/// <summary>A region with its store and all its services.</summary>
internal sealed record OpenRegion(
    Region Region, RegionStore Store, BoardDisk Disk, RegionEngines? Engines, Wire.Api[] Apis) : IAsyncDisposable
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

    /// <summary>Ends it with all that runs in it.</summary>
    public async ValueTask PowerOff()
    {
        await Region.DisposeAsync();
        if (Engines is not null)
        {
            await Engines.PowerOff();
        }

        await DisposeAsync();
    }

    /// <summary>Ends it, and lets go of what its engines have outside the state folder.</summary>
    public async ValueTask Forget()
    {
        await Region.DisposeAsync();
        if (Engines is not null)
        {
            await Engines.Forget();
        }

        await PowerOff();
    }

    /// <summary>Lets go of it. What runs in it goes on, for whoever opens it next.</summary>
    public async ValueTask DisposeAsync()
    {
        await Region.DisposeAsync();
        if (Engines is not null)
        {
            await Engines.DisposeAsync();
        }

        await Store.DisposeAsync();
    }
}
