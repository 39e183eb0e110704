using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds;

/// <summary>Which instances of an account, by name, use a group: while there is one, the group stays.</summary>
internal static class Uses
{
    public static List<string> OfSubnetGroup(RdsState state, string account, string name) => [];

    /// <summary>The zones in which instances of a subnet group stand, or their standbys.</summary>
    public static List<string> ZonesOfSubnetGroup(RdsState state, string account, string name) => [];

    public static List<string> OfParameterGroup(RdsState state, string account, string name) => [];

    public static List<string> OfOptionGroup(RdsState state, string account, string name) => [];
}
