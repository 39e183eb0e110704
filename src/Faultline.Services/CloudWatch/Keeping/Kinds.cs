namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>
/// The kinds of entries of alarms, dashboards and mute rules. They are on people's disks: a number, once used, keeps
/// its meaning (a test holds the list).
/// </summary>
internal static class Kinds
{
    public const byte Alarm = 1;
    public const byte History = 2;
    public const byte Dashboard = 3;
    public const byte MuteRule = 4;
}
