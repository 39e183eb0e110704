using Faultline.Kernel;
using Faultline.Services.Ec2.Network;
using Faultline.Store;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>The turn at what EC2 has in a region. It alone knows the store.</summary>
internal sealed class Ec2Book
{
    private readonly Partition<Ec2State> partition;
    private readonly DefaultNetwork defaults;

    public Ec2Book(RegionStore store, Surroundings around, DefaultNetwork defaults)
    {
        this.defaults = defaults;
        partition = store.Open("ec2", new Ec2State(around.Atlas));
    }

    /// <summary>The turn, for a caller: whoever comes for the first time finds a default VPC, as in AWS.</summary>
    public async ValueTask<Held<Ec2State>> Take(string account, CancellationToken ct)
    {
        var held = await partition.Take(ct);
        if (held.State.Accounts.Find(account) is null)
        {
            held.State.Accounts.Put(new(account));
            defaults.Make(held.State, account);
        }

        return held;
    }

    /// <summary>The turn, for what works without being called.</summary>
    public ValueTask<Held<Ec2State>> Take(CancellationToken ct) => partition.Take(ct);
}
