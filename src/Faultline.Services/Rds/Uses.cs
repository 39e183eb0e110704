using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds;

/// <summary>Which instances of an account, by name, use a group: while there is one, the group stays.</summary>
internal static class Uses
{
    public static List<string> OfSubnetGroup(RdsState state, string account, string name) =>
        [.. OnSubnets(state, account, name).Select(row => row.Name)];

    /// <summary>The subnets in which instances of a subnet group stand, or their standbys.</summary>
    public static List<string> SubnetsOf(RdsState state, string account, string name) =>
    [
        .. OnSubnets(state, account, name)
            .SelectMany(row => row.Members)
            .Select(member => member.Subnet)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];

    public static List<string> OfParameterGroup(RdsState state, string account, string name) =>
    [
        .. from row in state.Instances.Of(account)
            where row.Shown.DBParameterGroups?.Exists(each => each.DBParameterGroupName == name) == true
            select row.Name,
    ];

    public static List<string> OfOptionGroup(RdsState state, string account, string name) =>
    [
        .. from row in state.Instances.Of(account)
            where row.Shown.OptionGroupMemberships?.Exists(each => each.OptionGroupName == name) == true
            select row.Name,
    ];

    private static IEnumerable<InstanceRow> OnSubnets(RdsState state, string account, string name) =>
        state.Instances.Of(account).Where(row => row.Shown.DBSubnetGroup?.DBSubnetGroupName == name);
}
