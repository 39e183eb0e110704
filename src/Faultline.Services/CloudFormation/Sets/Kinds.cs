namespace Faultline.Services.CloudFormation.Sets;

/// <summary>
/// The kinds of entries of stack sets. They are on people's disks: a number, once used, keeps its meaning (a test holds
/// the list).
/// </summary>
internal static class Kinds
{
    public const byte Set = 20;
    public const byte Instance = 21;
    public const byte Rollout = 22;
    public const byte Leg = 23;
    public const byte Drift = 24;
}
