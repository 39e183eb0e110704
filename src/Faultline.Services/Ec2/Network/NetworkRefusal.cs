using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>The errors of the network part, with the codes of "Error codes for the Amazon EC2 API".</summary>
internal static class NetworkRefusal
{
    public static AwsError NoFreeAddress(string subnet) => new(
        "InsufficientFreeAddressesInSubnet", 400,
        $"There are not enough free addresses in subnet '{subnet}' to satisfy the requested number of instances.");

    public static AwsError InterfaceInUse(string id) => new(
        "InvalidNetworkInterface.InUse", 400, $"Interface: [{id}] in use.");

    public static AwsError NoGroupOfInterface(string id) => new(
        "InvalidSecurityGroupID.NotFound", 400, $"The securityGroup ID '{id}' does not exist");

    public static AwsError TooManyGroups() => new(
        "SecurityGroupsPerInterfaceLimitExceeded", 400,
        "The maximum number of security groups per interface has been reached.");

    public static AwsError Used(string message) => new("DependencyViolation", 400, message);
}
