using System.Net;
using Faultline.Api.Elb;
using Faultline.Wire;

namespace Faultline.Services.Elb;

/// <summary>
/// Which targets a group takes (RegisterTargets and TargetDescription in the API reference). Beyond AWS a group of
/// addresses takes those of this machine (127.0.0.0/8), for programs that are no instances.
/// </summary>
internal sealed class TargetRules(Premises premises)
{
    /// <summary>The zone of an address that lies outside the VPC.</summary>
    public const string AllZones = "all";

    private const int Ipv4Bytes = 4;

    private static readonly IPNetwork[] reachable =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
    ];

    /// <summary>The targets with their ports and zones; refused if one may not be in the group.</summary>
    public async ValueTask<List<TargetDescription>> Check(
        Call call, TargetGroup group, List<TargetDescription> asked, CancellationToken ct)
    {
        if (asked.Count == 0)
        {
            throw Refusal.Invalid("At least one target must be specified");
        }

        if (asked.Exists(target => target.QuicServerId is not null))
        {
            throw Refusal.NotBuilt("QUIC targets");
        }

        return group.TargetType == TargetTypeEnum.Instance
            ? await Instances(call, group, asked, ct)
            : await Addresses(call, group, asked, ct);
    }

    private async ValueTask<List<TargetDescription>> Instances(
        Call call, TargetGroup group, List<TargetDescription> asked, CancellationToken ct)
    {
        if (asked.Find(target => !target.Id.StartsWith("i-", StringComparison.Ordinal)) is { } other)
        {
            throw Refusal.Invalid($"Instance ID '{other.Id}' is not valid");
        }

        var found = await premises.Instances(call, asked.Select(target => target.Id), ct);
        Refuse(
            asked.Where(target => !found.TryGetValue(target.Id, out var instance) || instance.Vpc != group.VpcId),
            $"The following targets are not in the target group VPC '{group.VpcId}'");
        Refuse(
            asked.Where(target => found[target.Id].State != "running"),
            "The following targets are not in a running state and cannot be registered");
        return asked.ConvertAll(target => new TargetDescription { Id = target.Id, Port = target.Port ?? group.Port });
    }

    private async ValueTask<List<TargetDescription>> Addresses(
        Call call, TargetGroup group, List<TargetDescription> asked, CancellationToken ct)
    {
        var plots = await premises.Vpc(call, group.VpcId!, ct) ?? [];
        return asked.ConvertAll(target => Address(target, group, plots));
    }

    private static TargetDescription Address(
        TargetDescription target, TargetGroup group, IReadOnlyList<Plot> plots)
    {
        if (!IPAddress.TryParse(target.Id, out var address) || address.ToString() != target.Id
            || address.GetAddressBytes().Length != Ipv4Bytes)
        {
            throw Refusal.Invalid($"The IP address '{target.Id}' is not a valid IPv4 address");
        }

        var zone = plots.FirstOrDefault(plot => plot.Block.Contains(address))?.Zone.Name;
        if (zone is null && !IPAddress.IsLoopback(address))
        {
            if (!Array.Exists(reachable, network => network.Contains(address)))
            {
                throw Refusal.Invalid($"The IP address '{target.Id}' is not a private address that can be registered");
            }

            if (target.AvailabilityZone != AllZones)
            {
                throw Refusal.Invalid(
                    $"You must specify the Availability Zone '{AllZones}' for the IP address '{target.Id}', which is "
                    + "outside the VPC");
            }
        }

        return new()
        {
            Id = target.Id,
            Port = target.Port ?? group.Port,
            AvailabilityZone = zone ?? AllZones,
        };
    }

    private static void Refuse(IEnumerable<TargetDescription> wrong, string sentence)
    {
        var ids = wrong.Select(target => $"'{target.Id}'").Distinct().ToList();
        if (ids.Count > 0)
        {
            throw ElbErrors.InvalidTargetException($"{sentence}: {string.Join(", ", ids)}");
        }
    }
}
