using Faultline.Kernel;
using Faultline.Services;
using Faultline.Services.Ec2;
using Faultline.Services.LoadBalancing;
using Faultline.Services.Rds;

namespace Faultline.Cloud;

// What is in all open regions, for whoever shows it.
internal sealed partial class Cloud
{
    /// <summary>What all services of all open regions have.</summary>
    public async ValueTask<IReadOnlyCollection<Resource>> Resources()
    {
        var all = new List<Resource>();
        foreach (var each in Volatile.Read(ref open).Values)
        {
            all.AddRange(await each.Region.Resources());
        }

        return all;
    }

    /// <summary>The instances of all open regions, each with what marks a process as part of it.</summary>
    public async ValueTask<IReadOnlyList<(RunningInstance Instance, (string Name, string Value)? Mark)>> Machines()
    {
        var all = new List<(RunningInstance, (string, string)?)>();
        foreach (var region in Volatile.Read(ref open).Values.OrderBy(each => each.Region.Name, StringComparer.Ordinal))
        {
            foreach (var machine in await region.Region.Machines())
            {
                all.Add((machine, machine.Tree is { } tree ? region.Engines?.MarkOf(tree) : null));
            }
        }

        return all;
    }

    /// <summary>The load balancers of all open regions.</summary>
    public async ValueTask<IReadOnlyList<RunningBalancer>> Balancers()
    {
        var all = new List<RunningBalancer>();
        foreach (var region in Volatile.Read(ref open).Values.OrderBy(each => each.Region.Name, StringComparer.Ordinal))
        {
            all.AddRange(await region.Region.Balancers());
        }

        return all;
    }

    /// <summary>The databases of all open regions.</summary>
    public async ValueTask<IReadOnlyList<RunningDatabase>> Databases()
    {
        var all = new List<RunningDatabase>();
        foreach (var region in Volatile.Read(ref open).Values.OrderBy(each => each.Region.Name, StringComparer.Ordinal))
        {
            all.AddRange(await region.Region.Databases());
        }

        return all;
    }

    /// <summary>Some region has load balancers.</summary>
    public bool HasBalancers
    {
        get
        {
            foreach (var region in Volatile.Read(ref open).Values)
            {
                if (region.Region.HasBalancers)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
