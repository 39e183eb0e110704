namespace Faultline.Services.Ec2.Network;

/// <summary>
/// Quotas that shape a network ("Amazon VPC quotas" in the Amazon VPC User Guide). How many VPCs, gateways or groups an
/// account has is not limited: AWS raises those for whoever asks.
/// </summary>
internal static class NetworkLimits
{
    public const int BlocksPerVpc = 5;
    public const int RoutesPerTable = 500;
    public const int RulesPerGroup = 60;
    public const int GroupsPerInterface = 5;
    public const int EntriesPerAcl = 20;
}
