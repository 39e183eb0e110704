namespace Faultline.Services.Rds.Keeping;

/// <summary>
/// The kinds of entries of databases. They are on people's disks: a number, once used, keeps its meaning (a test holds
/// the list).
/// </summary>
internal static class Kinds
{
    public const byte Instance = 1;
    public const byte ClusterRecord = 2;
    public const byte SubnetGroup = 3;
    public const byte ParameterGroup = 4;
    public const byte OptionGroup = 5;
    public const byte Subscription = 6;
    public const byte Event = 7;
    public const byte AccountSettings = 8;
    public const byte Snapshot = 9;
    public const byte AutomatedBackup = 10;
    public const byte Interface = 11;
}
