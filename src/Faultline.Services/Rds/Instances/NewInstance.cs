using Faultline.Api.Rds;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// An instance that is to be made: a new one, a read replica, or one that is restored. Whatever it comes from, what is
/// asked for is said as for a new one; who restores fills in what the origin says.
/// </summary>
/// <param name="Seed">What its data are made of.</param>
internal sealed record NewInstance(CreateDBInstanceMessage Request, ClusterSeed Seed)
{
    /// <summary>What it follows, as a read replica.</summary>
    public Following? Follows { get; init; }

    /// <summary>Our superuser's password in what it follows; null for a new one.</summary>
    public string? AdminPassword { get; init; }

    /// <summary>What its owner hears once it is there; null for <c>DB instance created</c>.</summary>
    public string? Announces { get; init; }

    /// <summary>What it shows besides.</summary>
    public Action<DBInstance> Shows { get; init; } = static _ => { };

    /// <summary>
    /// Called in the turn in which it is made, before anything is changed: throws where what it comes from is gone, and
    /// may change what has to change with it.
    /// </summary>
    public Action<RdsState, InstanceRow> Within { get; init; } = static (_, _) => { };
}
