using System.Net;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// An instance as the cluster that the engine is to make of it. Pure: the same row gives the same config.
/// </summary>
internal sealed class Wanted(string region, Surroundings around, Secrets secrets, Func<ServerTls>? tls)
{
    /// <summary>Where the servers of an instance listen, whatever port its endpoint has.</summary>
    private const int ServerPort = 5432;

    private readonly Lazy<ServerTls>? shown = tls is null ? null : new(tls);

    /// <summary>
    /// "Restoring a DB instance to a specified time", user guide: transaction logs are uploaded every five minutes.
    /// </summary>
    private readonly TimeSpan archiveEvery =
        around.Timing.Interval("rds", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5));

    public ClusterConfig Config(InstanceRow row) => new(row.Id, row.Major, row.Seed)
    {
        KnownAs = row.Name,
        Members = [.. row.Members.Select(Config)],
        Synchronous = row.Follows is null && row.Members.Count > 1 ? 1 : 0,
        Endpoint = new(
            new(IPAddress.Parse(row.Shown.Endpoint!.Address!), row.Shown.Endpoint.Port!.Value),
            around.Atlas.Region(region) ?? around.Atlas.Everything),
        Admin = new(Secrets.AdminName, secrets.Open(row.Id, Secrets.Admin, row.AdminPassword)),
        Owner = row.Password is { } password
            ? MasterUser.Owner(row, secrets.Open(row.Id, Secrets.Master, password))
            : null,
        Parameters = ForServer.Of(row.Major, row.InForce.Values, ClassRules.Facts(row)),
        Follows = row.Follows,
        Followers = [.. row.Followers.Select(follower => follower.Slot)],
        Archive = row.Follows is null ? row.Archive : null,
        ArchiveEvery = archiveEvery,
        Tls = shown?.Value,
        DemandsTls = shown is not null && ForServer.DemandsTls(row.Major, row.InForce.Values),
        IsStopped = row.IsStopped || row.IsShut,
        Restarts = row.Restarts,
        Failovers = row.Failovers,
    };

    private MemberConfig Config(Member member) => new(
        member.Key,
        around.Atlas.TryFind(member.Host, out var host)
            ? host
            : throw new InvariantBroken($"The host {member.Host} of {member.Key} is not on the map."),
        new(IPAddress.Parse(member.Address), ServerPort));
}
