namespace Faultline.Services.CloudFormation.Drift;

/// <summary>
/// Properties that are written and never read, so that nobody can tell whether they are as they were: the write-only
/// properties of the types' schemas in the CloudFormation registry, and those of ours that are shown in another form.
/// </summary>
internal static class Unread
{
    private static readonly Dictionary<string, HashSet<string>> all = new(StringComparer.Ordinal)
    {
        ["AWS::AutoScaling::AutoScalingGroup"] = ["InstanceId", "SkipZonalShiftValidation"],
        ["AWS::AutoScaling::LaunchConfiguration"] = ["InstanceId"],
        ["AWS::CloudFormation::StackSet"] = ["CallAs", "OperationPreferences", "TemplateURL"],
        ["AWS::EC2::Instance"] =
        [
            "AdditionalInfo", "BlockDeviceMappings", "LaunchTemplate", "NetworkInterfaces", "PrivateDnsNameOptions",
            "PropagateTagsToVolumeOnCreation", "UserData",
        ],
        ["AWS::EC2::KeyPair"] = ["PublicKeyMaterial"],
        ["AWS::EC2::LaunchTemplate"] = ["LaunchTemplateData", "TagSpecifications", "VersionDescription"],
        ["AWS::EC2::SecurityGroupIngress"] = ["SourceSecurityGroupName"],
        ["AWS::EC2::VPC"] = ["Ipv4IpamPoolId", "Ipv4NetmaskLength"],
        ["AWS::EC2::VPCCidrBlock"] = ["Ipv4IpamPoolId", "Ipv4NetmaskLength", "Ipv6IpamPoolId", "Ipv6NetmaskLength"],
        ["AWS::EC2::VPCPeeringConnection"] = ["PeerRoleArn"],
        ["AWS::EC2::SubnetCidrBlock"] = ["Ipv6IpamPoolId", "Ipv6NetmaskLength"],
        ["AWS::EC2::Subnet"] = ["Ipv4IpamPoolId", "Ipv4NetmaskLength", "Ipv6IpamPoolId", "Ipv6NetmaskLength"],
        ["AWS::SSM::Parameter"] = ["AllowedPattern", "Description", "Policies", "Tags", "Tier"],
    };

    private static readonly HashSet<string> none = [];

    public static IReadOnlySet<string> Of(string type) => all.GetValueOrDefault(type, none);
}
