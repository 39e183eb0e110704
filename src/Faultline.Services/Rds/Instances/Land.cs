using Faultline.Api.Rds;
using Faultline.Kernel.Places;

namespace Faultline.Services.Rds.Instances;

/// <summary>Where in the networks of its account an instance is to be, as EC2 had them when it was asked.</summary>
/// <param name="Group">The subnet group that was named; null for the default one.</param>
/// <param name="DefaultSubnets">What the default group is made of, where it is not there yet.</param>
internal sealed record Land(
    string? Group, IReadOnlyList<Api.Ec2.Subnet> DefaultSubnets, string Vpc, IReadOnlyList<string> SecurityGroups)
{
    /// <summary>The zone that was asked for; null where any will do.</summary>
    public Domain? Zone { get; init; }

    /// <summary>Who comes from outside its network comes over the internet.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The groups that guard an instance.</summary>
    public static IReadOnlyList<string> Groups(DBInstance shown) =>
        [.. (shown.VpcSecurityGroups ?? []).Select(each => each.VpcSecurityGroupId!)];

    public List<VpcSecurityGroupMembership> Memberships() => Memberships(SecurityGroups);

    public static List<VpcSecurityGroupMembership> Memberships(IEnumerable<string> groups) =>
        [.. groups.Select(id => new VpcSecurityGroupMembership { VpcSecurityGroupId = id, Status = "active" })];
}
