using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>The errors of the network part, with the codes of "Error codes for the Amazon EC2 API".</summary>
internal static class NetworkRefusal
{
    public static AwsError MissingParameter(string name) =>
        new("MissingParameter", 400, $"The request must contain the parameter {name}");

    public static AwsError Combination(string one, string other) => new(
        "InvalidParameterCombination", 400, $"The parameter '{one}' may not be used in combination with '{other}'");

    public static AwsError NotPermitted(string message) => new("OperationNotPermitted", 400, message);

    /// <summary>A part of EC2 that is not here; the sentence names it.</summary>
    public static AwsError NotHere(string what) =>
        new("UnsupportedOperation", 400, $"Faultline does not have {what}.");

    public static AwsError Used(string message) => new("DependencyViolation", 400, message);

    public static AwsError TooManyBlocks(string id, int most) => new(
        "CidrLimitExceeded", 400, $"This network '{id}' has met its maximum number of allowed CIDRs: {most}");

    public static AwsError BlockInUse(string what, string association) => Used(
        $"The {what} CIDR block with association ID {association} has dependencies and cannot be disassociated.");

    public static AwsError NoAssociation(string id) =>
        new("InvalidAssociationID.NotFound", 400, $"The association ID '{id}' does not exist");

    public static AwsError HasDependents(string id) => Used($"resource {id} has a dependent object");

    public static AwsError DifferentNetworks() => new(
        "InvalidGroup.NotFound", 400, "You have specified two resources that belong to different networks.");

    public static AwsError NoDefaultVpc() => new("VPCIdNotSpecified", 400, "No default VPC for this user");

    public static AwsError NoFreeAddress(string subnet) => new(
        "InsufficientFreeAddressesInSubnet", 400,
        $"There are not enough free addresses in subnet '{subnet}' to satisfy the requested number of instances.");

    public static AwsError InterfaceInUse(string id) => new(
        "InvalidNetworkInterface.InUse", 400, $"Interface: [{id}] in use.");

    public static AwsError NoGroupOfInterface(string id) => new(
        "InvalidSecurityGroupID.NotFound", 400, $"The securityGroup ID '{id}' does not exist");

    public static AwsError NoGroupNamed(string name, string vpc) => new(
        "InvalidGroup.NotFound", 400, $"The security group '{name}' does not exist in default VPC '{vpc}'");

    public static AwsError TooManyGroups() => new(
        "SecurityGroupsPerInterfaceLimitExceeded", 400,
        "The maximum number of security groups per interface has been reached.");

    public static AwsError NoRule() => new(
        "InvalidPermission.NotFound", 400, "The specified rule does not exist in this security group.");

    public static AwsError RuleIsThere(string rule) => new(
        "InvalidPermission.Duplicate", 400, $"the specified rule \"{rule}\" already exists");

    public static AwsError TooManyRules() => new(
        "RulesPerSecurityGroupLimitExceeded", 400,
        "The maximum number of rules per security group has been reached.");

    /// <summary>Not a block of addresses at all, in a parameter that is to be one.</summary>
    public static AwsError NotABlock(string? text, string parameter) => Refusal.Value(
        $"Value ({text}) for parameter {parameter} is invalid. This is not a valid CIDR block.");

    public static AwsError MalformedBlock(string? text) => Refusal.Value($"CIDR block {text} is malformed");
}
