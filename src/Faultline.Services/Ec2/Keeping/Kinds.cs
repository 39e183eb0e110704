namespace Faultline.Services.Ec2.Keeping;

/// <summary>
/// The kinds of entries of EC2. They are on people's disks: a number, once used, keeps its meaning (a test holds the
/// list).
/// </summary>
internal static class Kinds
{
    public const byte Account = 1;
    public const byte Vpc = 2;
    public const byte Subnet = 3;
    public const byte RouteTable = 4;
    public const byte InternetGateway = 5;
    public const byte NatGateway = 6;
    public const byte SecurityGroup = 7;
    public const byte SecurityGroupRule = 8;
    public const byte NetworkAcl = 9;
    public const byte NetworkInterface = 10;
    public const byte DhcpOptions = 11;
    public const byte Peering = 12;
    public const byte Address = 13;
    public const byte Machine = 14;
    public const byte Volume = 15;
    public const byte Snapshot = 16;
    public const byte Image = 17;
    public const byte KeyPair = 18;
    public const byte PlacementGroup = 19;
    public const byte LaunchTemplate = 20;
    public const byte LaunchTemplateVersion = 21;
    public const byte CapacityReservation = 22;
    public const byte ReservedInstances = 23;
    public const byte ReservedModification = 24;
    public const byte Token = 25;
    public const byte VolumeModification = 26;
    public const byte VpcAttributes = 27;
    public const byte ScheduledEvent = 28;
    public const byte EgressGateway = 29;
}
