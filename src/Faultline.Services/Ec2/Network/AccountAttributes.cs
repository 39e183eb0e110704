using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// What DescribeAccountAttributes says of an account: its default VPC, and quotas that nobody raised.
/// </summary>
internal static class AccountAttributes
{
    public static List<AccountAttribute> Of(Ec2State state, string account) =>
    [
        Attribute("supported-platforms", "VPC"),
        Attribute("vpc-max-security-groups-per-interface", $"{NetworkLimits.GroupsPerInterface}"),
        Attribute("max-elastic-ips", "5"),
        Attribute("max-instances", "20"),
        Attribute("vpc-max-elastic-ips", "5"),
        Attribute("default-vpc", state.DefaultVpc(account)?.Id ?? "none"),
    ];

    private static AccountAttribute Attribute(string name, string value) =>
        new() { AttributeName = name, AttributeValues = [new() { AttributeValue = value }] };
}
