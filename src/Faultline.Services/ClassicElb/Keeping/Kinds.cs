namespace Faultline.Services.ClassicElb.Keeping;

/// <summary>
/// The kinds of entries of classic load balancing. They are on people's disks: a number, once used, keeps its meaning
/// (a test holds the list).
/// </summary>
internal static class Kinds
{
    public const byte Balancer = 1;
    public const byte Registration = 2;
}
