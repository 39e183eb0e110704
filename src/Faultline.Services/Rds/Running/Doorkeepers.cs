using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// The doorkeepers of all instances. EC2 is asked before the turn at our own state is taken; what it said holds for one
/// look. Only a loop that looks touches it.
/// </summary>
internal sealed class Doorkeepers(Func<ValueTask<INetworks>>? networks)
{
    private readonly Dictionary<string, Doorkeeper> all = new(StringComparer.Ordinal);
    private INetworks? now;
    private bool isChanged;

    public async ValueTask Refresh()
    {
        if (networks is not null)
        {
            now = await networks();
        }
    }

    /// <summary>Takes in an instance as it is.</summary>
    public void Look(RdsState state, InstanceRow row)
    {
        if (now is null)
        {
            return;
        }

        if (!all.TryGetValue(row.Id, out var keeper))
        {
            all.Add(row.Id, keeper = new());
        }

        isChanged |= keeper.Look(now, row, () => At(state, row));
    }

    public IEndpointGuard? Of(InstanceRow row) => all.GetValueOrDefault(row.Id);

    public void Forget(InstanceRow row) => all.Remove(row.Id);

    /// <summary>Lets connections feel what has changed since it was asked last.</summary>
    public void Review(IClusters clusters)
    {
        if (isChanged)
        {
            isChanged = false;
            clusters.Review();
        }
    }

    /// <summary>
    /// Where it stands in its account's network: in the subnet of whoever writes, whatever becomes of its subnet group.
    /// </summary>
    private static Guarded? At(RdsState state, InstanceRow row)
    {
        var shown = row.Shown;
        return Standing.Writer(row) is { Subnet: { } subnet } writer
            ? new(subnet, shown.Endpoint!.Port!.Value, shown.PubliclyAccessible == true, Land.Groups(shown))
            {
                Interface = state.Interfaces.Find(writer.Key)?.Interface,
            }
            : null;
    }
}
