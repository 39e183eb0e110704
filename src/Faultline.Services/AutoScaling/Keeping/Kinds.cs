namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>
/// The kinds of entries of Auto Scaling. They are on people's disks: a number, once used, keeps its meaning (a test
/// holds the list).
/// </summary>
internal static class Kinds
{
    public const byte Group = 1;
    public const byte Member = 2;
    public const byte Activity = 3;
    public const byte LaunchConfiguration = 4;
    public const byte Hook = 5;
    public const byte Policy = 6;
    public const byte Schedule = 7;
    public const byte Refresh = 8;
    public const byte Launch = 9;
    public const byte Notification = 10;
    public const byte Order = 11;
    public const byte Alarm = 20;
}
