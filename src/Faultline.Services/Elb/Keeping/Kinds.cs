namespace Faultline.Services.Elb.Keeping;

/// <summary>
/// The kinds of entries of load balancing. They are on people's disks: a number, once used, keeps its meaning (a test
/// holds the list).
/// </summary>
internal static class Kinds
{
    public const byte Balancer = 1;
    public const byte Listener = 2;
    public const byte Rule = 3;
    public const byte TargetGroup = 4;
    public const byte Target = 5;
    public const byte Node = 6;
    public const byte Certificates = 7;
    public const byte Interface = 8;
}
