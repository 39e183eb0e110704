using System.Globalization;
using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>The filters of DescribeSecurityGroups.</summary>
internal static class GroupFilters
{
    public static Filters<SecurityGroup> All { get; } = Make();

    private static Filters<SecurityGroup> Make()
    {
        var filters = new Filters<SecurityGroup>()
            .On("description", group => group.Description)
            .On("group-id", group => group.GroupId)
            .On("group-name", group => group.GroupName)
            .On("owner-id", group => group.OwnerId)
            .On("vpc-id", group => group.VpcId)
            .OnTags(group => group.Tags);
        Permissions(filters, "ip-permission", group => group.IpPermissions ?? []);
        Permissions(filters, "egress.ip-permission", group => group.IpPermissionsEgress ?? []);
        return filters;
    }

    private static void Permissions(
        Filters<SecurityGroup> filters, string name, Func<SecurityGroup, IEnumerable<IpPermission>> of) => filters
        .On($"{name}.cidr", group => of(group).SelectMany(each => each.IpRanges!).Select(range => range.CidrIp))
        .On($"{name}.from-port", group => of(group).Select(each => Text(each.FromPort)))
        .On($"{name}.group-id", group => Pairs(of(group)).Select(pair => pair.GroupId))
        .On($"{name}.group-name", group => Pairs(of(group)).Select(pair => pair.GroupName))
        .On($"{name}.ipv6-cidr",
            group => of(group).SelectMany(each => each.Ipv6Ranges!).Select(range => range.CidrIpv6))
        .On($"{name}.prefix-list-id",
            group => of(group).SelectMany(each => each.PrefixListIds!).Select(list => list.PrefixListIdValue))
        .On($"{name}.protocol", group => of(group).Select(each => each.IpProtocol))
        .On($"{name}.to-port", group => of(group).Select(each => Text(each.ToPort)))
        .On($"{name}.user-id", group => Pairs(of(group)).Select(pair => pair.UserId));

    private static IEnumerable<UserIdGroupPair> Pairs(IEnumerable<IpPermission> permissions) =>
        permissions.SelectMany(each => each.UserIdGroupPairs!);

    private static string? Text(int? port) => port?.ToString(CultureInfo.InvariantCulture);
}
