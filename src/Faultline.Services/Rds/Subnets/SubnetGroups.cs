using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;
using Ec2Subnet = Faultline.Api.Ec2.Subnet;

namespace Faultline.Services.Rds.Subnets;

/// <summary>
/// Subnet groups: in which subnets, and so in which zones, an instance and its standby may stand ("Working with a DB
/// instance in a VPC", user guide).
/// </summary>
internal static class SubnetGroups
{
    public const string Default = "default";
    private const int ZonesMin = 2;

    public static NamedRow<DBSubnetGroup>? Find(RdsState state, string account, string name) =>
        state.SubnetGroups.Find(account, Names.Id(account, name));

    /// <summary>
    /// The group that an instance gets that names none: of the default subnets, made where it is not there yet, or of a
    /// default VPC that is gone.
    /// </summary>
    /// <param name="subnets">The default subnets, as EC2 has them now.</param>
    public static NamedRow<DBSubnetGroup> DefaultOf(
        RdsState state, string region, string account, IReadOnlyList<Ec2Subnet> subnets)
    {
        if (Find(state, account, Default) is { } there && IsOf(there.Shown, subnets))
        {
            return there;
        }

        var made = Made(region, account, Default, Default, Checked(subnets));
        state.SubnetGroups.Put(made);
        return made;
    }

    /// <summary>Whether the group is of the default VPC that there is now.</summary>
    public static bool IsOf(DBSubnetGroup group, IReadOnlyList<Ec2Subnet> subnets) =>
        subnets.Count == 0 || group.VpcId == subnets[0].VpcId;

    public static NamedRow<DBSubnetGroup> Made(
        string region, string account, string name, string description, IReadOnlyList<Ec2Subnet> subnets) =>
        With(
            new(Names.Id(account, name), account, new()
            {
                DBSubnetGroupName = name,
                DBSubnetGroupDescription = description,
                SubnetGroupStatus = "Complete",
                DBSubnetGroupArn = Arns.Of(region, account, Arns.SubnetGroup, name),
                SupportedNetworkTypes = ["IPV4"],
            }),
            subnets);

    public static NamedRow<DBSubnetGroup> With(NamedRow<DBSubnetGroup> group, IReadOnlyList<Ec2Subnet> subnets) =>
        group.With(shown =>
        {
            shown.VpcId = subnets[0].VpcId;
            shown.Subnets =
            [
                .. subnets.Select(subnet => new Subnet
                {
                    SubnetIdentifier = subnet.SubnetId,
                    SubnetAvailabilityZone = new() { Name = subnet.AvailabilityZone },
                    SubnetOutpost = new(),
                    SubnetStatus = "Active",
                }),
            ];
        });

    /// <summary>The zones that a group covers, by the names that its account has for them.</summary>
    public static IReadOnlyList<string> Zones(DBSubnetGroup group) =>
    [
        .. (group.Subnets ?? []).Select(subnet => subnet.SubnetAvailabilityZone!.Name!)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The first of its subnets in a zone; null where it has none there.</summary>
    public static string? SubnetIn(DBSubnetGroup group, string zone) =>
        group.Subnets?.Find(subnet => subnet.SubnetAvailabilityZone!.Name == zone)?.SubnetIdentifier;

    /// <summary>Those that were asked for, of those that are there; refused where one is not.</summary>
    public static IReadOnlyList<Ec2Subnet> Asked(IReadOnlyCollection<string> ids, IReadOnlyList<Ec2Subnet> found)
    {
        if (ids.Count == 0)
        {
            throw RdsErrors.InvalidSubnet("Subnet IDs are required.");
        }

        if (ids.Distinct(StringComparer.Ordinal).Count() > Limits.SubnetsOfGroupMax)
        {
            throw RdsErrors.DBSubnetQuotaExceededFault(
                $"A DB subnet group can have {Limits.SubnetsOfGroupMax} subnets at most.");
        }

        var missing = ids.Where(id => !found.Any(subnet => subnet.SubnetId == id)).ToList();
        return missing.Count == 0
            ? [.. ids.Distinct(StringComparer.Ordinal).Select(id => found.First(each => each.SubnetId == id))]
            : throw Refusal.Invalid($"Some input subnets in :[{string.Join(", ", missing)}] are invalid.");
    }

    /// <summary>The subnets; refused where they are of several VPCs, or of fewer than two zones.</summary>
    public static IReadOnlyList<Ec2Subnet> Checked(IReadOnlyList<Ec2Subnet> subnets)
    {
        if (subnets.Select(subnet => subnet.VpcId).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            throw Refusal.Invalid("The specified subnets are not all in the same VPC.");
        }

        var zones = subnets.Select(subnet => subnet.AvailabilityZone!)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return zones.Count >= ZonesMin ? subnets : throw TooFewZones(zones);
    }

    /// <summary>Those of its subnets that are left out, though servers of its instances stand there.</summary>
    public static List<string> Used(RdsState state, NamedRow<DBSubnetGroup> group, IReadOnlyList<Ec2Subnet> next) =>
    [
        .. Uses.SubnetsOf(state, group.Account, group.Shown.DBSubnetGroupName!)
            .Where(id => next.All(subnet => subnet.SubnetId != id)),
    ];

    /// <summary>A group that does not reach over as many zones as what it is wanted for.</summary>
    public static AwsError TooFewZones(IEnumerable<string> zones, int wanted = ZonesMin) =>
        RdsErrors.DBSubnetGroupDoesNotCoverEnoughAZs(
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: "
            + $"{string.Join(", ", zones)}. Add subnets to cover at least {wanted} AZs.");
}
